import type { tf as Tf } from '../backend/tf.ts'
import { type Bounds, newBounds, setBounds } from '../numeric/bounds.ts'
import { flushedHigh, flushedLow } from '../numeric/rounding.ts'
import type { OperationBase } from './operationBase.ts'
import type { Rules } from './rules.ts'
import { substituteBounds } from './step.ts'

/** Two tensors compared number by number: 1 where it holds, 0 where not, also of NaN. */
export interface CompareOperation {
  readonly kind: 'compare'
  readonly mode: 'less' | 'lessOrEqual' | 'equal'
}

const holds = {
  less: (x: number, y: number): boolean => x < y,
  lessOrEqual: (x: number, y: number): boolean => x <= y,
  equal: (x: number, y: number): boolean => x === y,
} as const

export const compare: Rules<CompareOperation> = {
  fits: ({ mode, size }, sizes) =>
    Object.hasOwn(holds, mode) && sizes.length === 2 && sizes.every((one) => one === size),
  evaluate: ({ mode }, [x, y]) => x!.map((one, i) => Number(holds[mode](one, y![i]!))),
  place:
    ({ mode }, { tf }) =>
    ([x, y]) =>
      compared(mode, tf)(x!, y!) as Tf.Tensor2D,
  bound: boundCompare,
  isLinear: false,
  substitute: substituteBounds,
  // 0 or 1, whatever it reads.
  recede: () => undefined,
  multiplications: () => 0,
  functions: () => [],
  addsUp: () => false,
}

/** A step has no slope: gradients end here. */
function compared(mode: CompareOperation['mode'], tf: typeof Tf): (x: Tf.Tensor, y: Tf.Tensor) => Tf.Tensor {
  const test = { less: tf.less, lessOrEqual: tf.lessEqual, equal: tf.equal }[mode]
  return tf.customGrad((x, y) => ({
    value: tf.cast(test(x as Tf.Tensor, y as Tf.Tensor), 'float32'),
    gradFunc: (dy) => [tf.zerosLike(dy), tf.zerosLike(dy)],
  }))
}

/**
 * Nothing is rounded, but each of the two may be read as zero where it is subnormal: what holds has to hold of all that
 * may be read. What a NaN makes of it is 0 or 1, too.
 */
function boundCompare({ mode, size }: CompareOperation & OperationBase, read: Bounds): Bounds {
  const bounds = newBounds(size)
  for (let i = 0; i < size; i++) {
    const k = size + i
    const isNaN = read.nan[i] === 1 || read.nan[k] === 1
    const known = isNaN ? undefined : decided(mode, rangeRead(read, i), rangeRead(read, k))
    setBounds(bounds, i, known === true ? 1 : 0, known === false ? 0 : 1)
  }
  return bounds
}

type Range = readonly [lo: number, hi: number]

const rangeRead = ({ lo, hi }: Bounds, i: number): Range => [flushedLow(lo[i]!), flushedHigh(hi[i]!)]

/** Does it hold of all numbers within these ranges, or of none? */
function decided(mode: CompareOperation['mode'], [a, b]: Range, [c, d]: Range): boolean | undefined {
  if (mode === 'equal') {
    if (b < c || d < a) return false
    return a === b && c === d && a === c ? true : undefined
  }
  if (holds[mode](b, c)) return true
  return holds[mode](a, d) ? undefined : false
}
