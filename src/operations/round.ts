import type { tf as Tf } from '../backend/tf.ts'
import { row } from '../forms/forms.ts'
import { type Bounds, newBounds, setBounds, setUnknown } from '../numeric/bounds.ts'
import { FLOAT32_MIN_NORMAL } from '../numeric/float32.ts'
import { flushedHigh, flushedLow, roundEven } from '../numeric/rounding.ts'
import type { OperationBase } from './operationBase.ts'
import type { Rules } from './rules.ts'
import { addConstants, moved } from './step.ts'

/** Each number rounded to a whole one: down, up, to the nearest (halves to the even one), or towards 0. */
export interface RoundOperation {
  readonly kind: 'round'
  readonly mode: 'floor' | 'ceil' | 'nearest' | 'truncate'
}

interface Mode {
  readonly value: (x: number) => number
  readonly kernel: (x: Tf.Tensor, tf: typeof Tf) => Tf.Tensor
  /** How far the result is above the number at most, and below it. */
  readonly above: number
  readonly below: number
}

const modes: Readonly<Record<RoundOperation['mode'], Mode>> = {
  floor: { value: Math.floor, kernel: (x, tf) => tf.floor(x), above: 0, below: 1 },
  ceil: { value: Math.ceil, kernel: (x, tf) => tf.ceil(x), above: 1, below: 0 },
  nearest: { value: roundEven, kernel: (x, tf) => tf.round(x), above: 0.5, below: 0.5 },
  truncate: { value: Math.trunc, kernel: truncated, above: 1, below: 1 },
}

export const round: Rules<RoundOperation> = {
  fits: ({ mode, size }, sizes) => Object.hasOwn(modes, mode) && sizes.length === 1 && sizes[0] === size,
  evaluate: ({ mode }, [x]) => x!.map(modes[mode].value),
  place:
    ({ mode }, { tf }) =>
    ([x]) =>
      rounded(modes[mode], tf)(x!) as Tf.Tensor2D,
  bound: boundRound,
  isLinear: false,
  substitute(operation, step) {
    const x = step.x()
    addConstants(step.scratch, step.forms, (L, r) => throughRound(operation, x, step.y, L, row(step.into, r)))
  },
  // It stays near what it reads.
  recede(_operation, x, into) {
    into.lo.set(x.lo)
    into.hi.set(x.hi)
  },
  multiplications: () => 0,
  functions: () => [],
  addsUp: () => false,
}

/** By its size, which is no less than 0: whether a negative subnormal counts as 0 makes no difference. */
function truncated(x: Tf.Tensor, tf: typeof Tf): Tf.Tensor {
  const sign = tf.sub(1, tf.mul(2, tf.cast(tf.less(x, 0), 'float32')))
  return tf.mul(sign, tf.floor(tf.abs(x)))
}

/** For gradients it is the number itself: its own slope is 0 wherever it has one. */
function rounded({ kernel }: Mode, tf: typeof Tf): (x: Tf.Tensor) => Tf.Tensor {
  return tf.customGrad((x) => ({ value: kernel(x as Tf.Tensor, tf), gradFunc: (dy) => dy }))
}

/** Results are whole numbers, and rise with what is read, which may be read as zero. */
function boundRound({ mode, size }: RoundOperation & OperationBase, read: Bounds): Bounds {
  const bounds = newBounds(size)
  for (let i = 0; i < size; i++) {
    const { value } = modes[mode]
    if (read.nan[i] === 1) setUnknown(bounds, i)
    else setBounds(bounds, i, value(flushedLow(read.lo[i]!)), value(flushedHigh(read.hi[i]!)))
  }
  return bounds
}

/** The number itself, and how far it may be rounded; its bounds where they are as close. */
function throughRound({ mode }: RoundOperation, x: Bounds, y: Bounds, L: Float64Array, into: Float64Array): number {
  const { above, below } = modes[mode]
  let constant = 0
  for (let i = 0; i < L.length; i++) {
    const c = L[i]!
    if (c === 0) continue
    const size = Math.max(-x.lo[i]!, x.hi[i]!)
    if (!(size < Infinity) || y.hi[i]! - y.lo[i]! <= above + below) {
      constant += c > 0 ? c * y.hi[i]! : c * y.lo[i]!
      continue
    }
    into[i]! += c
    // A subnormal number may count as 0.
    constant += Math.abs(c) * ((c > 0 ? above : below) + moved * size + 2 * FLOAT32_MIN_NORMAL)
  }
  return constant
}
