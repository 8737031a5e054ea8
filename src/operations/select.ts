import type { tf as Tf } from '../backend/tf.ts'
import { row } from '../forms/forms.ts'
import { type Bounds, mayBeZero, newBounds, setBounds } from '../numeric/bounds.ts'
import { FLOAT32_MIN_NORMAL } from '../numeric/float32.ts'
import type { OperationBase } from './operationBase.ts'
import type { Rules } from './rules.ts'
import type { Slopes } from './slopes.ts'
import { addConstants, moved } from './step.ts'

/** The number of the second tensor where that of the first is not 0, else that of the third. */
export interface SelectOperation {
  readonly kind: 'select'
}

export const select: Rules<SelectOperation> = {
  fits: ({ size }, sizes) => sizes.length === 3 && sizes.every((one) => one === size),
  evaluate: (_, [condition, x, y]) => condition!.map((one, i) => (one === 0 ? y![i]! : x![i]!)),
  place:
    (_, { tf }) =>
    ([condition, x, y]) =>
      selected(tf)(condition!, x!, y!) as Tf.Tensor2D,
  bound: boundSelect,
  isLinear: false,
  substitute({ size }: SelectOperation & OperationBase, step) {
    const x = step.x()
    const chosen = Int8Array.from({ length: size }, (_, i) => choice(x, i))
    addConstants(step.scratch, step.forms, (L, r) => throughSelect(chosen, step.y, L, row(step.into, r)))
  },
  recede: recedeSelect,
  multiplications: () => 0,
  functions: () => [],
  addsUp: () => false,
}

/** Where the condition steps there is no slope: gradients go to what is chosen. */
function selected(tf: typeof Tf): (condition: Tf.Tensor, x: Tf.Tensor, y: Tf.Tensor) => Tf.Tensor {
  return tf.customGrad((condition, x, y, save) => {
    const isChosen = tf.notEqual(condition as Tf.Tensor, 0)
    ;(save as Tf.GradSaveFunc)([isChosen])
    return {
      value: tf.where(isChosen, x as Tf.Tensor, y as Tf.Tensor),
      gradFunc: (dy, [saved]) => {
        const zeros = tf.zerosLike(dy)
        return [zeros, tf.where(saved!, dy, zeros), tf.where(saved!, zeros, dy)]
      },
    }
  })
}

/** Which tensor result `i` comes from: 1 or 2 where that is sure, 0 where not. */
function choice(read: Bounds, i: number): 0 | 1 | 2 {
  if (read.nan[i] === 1) return 0
  if (!mayBeZero(read, i)) return 1
  return read.lo[i] === 0 && read.hi[i] === 0 ? 2 : 0
}

/** Numbers are moved as they are; of two that it may be, one that may be NaN makes it one. */
function boundSelect({ size }: SelectOperation & OperationBase, read: Bounds): Bounds {
  const bounds = newBounds(size)
  for (let i = 0; i < size; i++) {
    const which = choice(read, i)
    const [x, y] = [(which === 2 ? 2 : 1) * size + i, (which === 1 ? 1 : 2) * size + i]
    setBounds(bounds, i, Math.min(read.lo[x]!, read.lo[y]!), Math.max(read.hi[x]!, read.hi[y]!))
    bounds.nan[i] = read.nan[x]! | read.nan[y]!
  }
  return bounds
}

function throughSelect(chosen: Int8Array, y: Bounds, L: Float64Array, into: Float64Array): number {
  const size = L.length
  let constant = 0
  for (let i = 0; i < size; i++) {
    const c = L[i]!
    if (c === 0) continue
    if (chosen[i] === 0) {
      constant += c > 0 ? c * y.hi[i]! : c * y.lo[i]!
      continue
    }
    into[chosen[i]! * size + i]! += c
    // What is moved may be flushed.
    constant += Math.abs(c) * (moved * Math.max(-y.lo[i]!, y.hi[i]!) + 2 * FLOAT32_MIN_NORMAL)
  }
  return constant
}

/** It goes where one of the two goes. */
function recedeSelect({ size }: SelectOperation & OperationBase, x: Slopes, into: Slopes): void {
  for (let i = 0; i < size; i++) {
    into.lo[i] = Math.min(x.lo[size + i]!, x.lo[2 * size + i]!)
    into.hi[i] = Math.max(x.hi[size + i]!, x.hi[2 * size + i]!)
  }
}
