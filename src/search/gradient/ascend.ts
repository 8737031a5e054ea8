import { computeSoundly } from '../../backend/computeSoundly.ts'
import { readTidily } from '../../backend/readTidily.ts'
import { tf } from '../../backend/tf.ts'
import type { Claim } from '../../claim/claim.ts'
import { decidingComparison } from '../../claim/linear/marginsOf.ts'
import { gatheringOf } from '../../claim/quantifier.ts'
import type { Batch } from '../model.ts'
import { rowsPerGradient } from '../rowsPerPass.ts'
import type { Start } from './starts.ts'

/** How a row moves: by the sign of the gradient or of its running mean, with steps that shrink by `decay`. */
interface Pace {
  readonly momentum: number
  readonly first: number
  readonly decay: number
}

/** Rows take turns: long and short steps, with and without memory. */
const paces: readonly Pace[] = [
  { momentum: 0, first: 0.25, decay: 0.9 },
  { momentum: 0.75, first: 0.1, decay: 0.93 },
  { momentum: 0, first: 0.05, decay: 0.95 },
  { momentum: 0.9, first: 0.5, decay: 0.88 },
]

/** Steps after which the smallest steps are about a thousandth of the box. */
export const STEPS = 60

/**
 * One step of projected ascent for every row of `batch`: each number of a box moves along the sign of its gradient and
 * stays within its bounds; one-hot inputs stay as they are. `memory` holds the running means, as large as the batch.
 */
export function ascend(claim: Claim, batch: Batch, starts: readonly Start[], memory: Batch, step: number): void {
  const moving = claim.inputs.flatMap(({ domain }, i) => (domain.kind === 'oneHot' ? [] : [i]))
  if (moving.length === 0) return
  const gradients = gradientsOf(claim, batch, starts, moving)
  moving.forEach((input, k) => {
    const { lo, hi } = claim.inputs[input]!.domain
    const values = batch.inputs[input]!
    const means = memory.inputs[input]!
    for (let i = 0; i < values.length; i++) {
      const pace = paces[Math.floor(i / lo.length) % paces.length]!
      const gradient = gradients[k]![i]!
      means[i] = pace.momentum * means[i]! + (Number.isFinite(gradient) ? gradient : 0)
      const [least, most] = [lo[i % lo.length]!, hi[i % lo.length]!]
      const width = stepWidth(values[i]!, least, most)
      const moved = Math.fround(values[i]! + Math.sign(means[i]!) * width * pace.first * pace.decay ** step)
      values[i] = Math.min(most, Math.max(least, moved))
    }
  })
}

/** What steps are shares of: the width of a box, or in an endless one the size of the number itself. */
export function stepWidth(value: number, lo: number, hi: number): number {
  return Math.min(hi - lo, 4 * Math.max(1, Math.abs(value)))
}

/** The weights of a row's output numbers in the number that decides there: its own alone, or those of its margin. */
function weightsOf({ holds }: Claim, outputs: tf.Tensor, starts: readonly Start[]): Float32Array {
  const weights = new Float32Array(outputs.size)
  const width = outputs.size / starts.length
  const margins = holds.kind === 'unbounded' ? undefined : holds.set.margins
  if (margins === undefined || holds.kind === 'unbounded') {
    starts.forEach(({ output, direction }, row) => (weights[row * width + output] = direction))
    return weights
  }
  const values = outputs.dataSync() as Float32Array
  const gathering = gatheringOf(holds.kind)
  starts.forEach(({ output, direction }, row) => {
    const own = decidingComparison(margins, gathering, values.subarray(row * width, (row + 1) * width), output)
    // Of a gradient only signs and what it was before count: no size overflows.
    const most = own.coefficients.reduce((size, c) => Math.max(size, Math.abs(c)), 0)
    for (const [i, at] of own.outputs.entries()) weights[row * width + at] = (direction * own.coefficients[i]!) / most
  })
  return weights
}

/**
 * Of each row's own output, in the direction it has to go, by every number of the moving inputs; in as many passes as
 * memory wants.
 */
export function gradientsOf(
  claim: Claim,
  batch: Batch,
  starts: readonly Start[],
  moving: readonly number[],
): Float32Array[] {
  const most = rowsPerGradient(claim)
  const gradients = moving.map((i) => new Float32Array(batch.inputs[i]!.length))
  for (let first = 0; first < batch.rows; first += most) {
    const own = starts.slice(first, first + most)
    const pass = computeSoundly(() => passGradients(claim, batch, first, own, moving))
    for (const [k, i] of moving.entries()) gradients[k]!.set(pass[k]!, first * (batch.inputs[i]!.length / batch.rows))
  }
  return gradients
}

/** Those of the rows from `first` on that `starts` are of. */
function passGradients(
  claim: Claim,
  batch: Batch,
  first: number,
  starts: readonly Start[],
  moving: readonly number[],
): Float32Array[] {
  const rows = starts.length
  return readTidily(() => {
    const tensors = claim.inputs.map(({ shape }, i) => {
      const values = batch.inputs[i]!
      const size = values.length / batch.rows
      return tf.tensor(values.subarray(first * size, (first + rows) * size), [rows, ...shape])
    })
    const wanted = (...moved: tf.Tensor[]): tf.Scalar => {
      const all = tensors.map((tensor, i) => moved[moving.indexOf(i)] ?? tensor)
      const output = claim.model.apply(all.length === 1 ? all[0]! : all, { training: false }) as tf.Tensor
      const flat = tf.reshape(output, [rows, -1])
      return tf.sum(tf.mul(flat, tf.tensor(weightsOf(claim, flat, starts), flat.shape)))
    }
    const gradients = tf.grads(wanted)(moving.map((i) => tensors[i]!))
    return gradients.map((gradient) => gradient.dataSync() as Float32Array)
  })
}
