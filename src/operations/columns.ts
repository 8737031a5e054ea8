import type { tf as Tf } from '../backend/tf.ts'

/** Makes a tensor that stays on the backend. */
export type Keep = <T extends Tf.Tensor>(make: () => T) => T

/**
 * Moves the numbers of rows, for whole batches: result [batch, taps] of rows [batch, width], `fill` where a tap is -1.
 * Differentiable.
 */
export type TakeColumns = (x: Tf.Tensor2D) => Tf.Tensor2D

/**
 * tf.js' own gather adds gradients up by a kernel that wasm does not have. Here that is a gather, too: of the gradients
 * of all numbers that were taken from one column, which are then summed.
 */
export function takeColumns(taps: Int32Array, width: number, fill: number, keep: Keep, tf: typeof Tf): TakeColumns {
  if (taps.length === width && taps.every((tap, i) => tap === i)) return (x) => x
  const hasGaps = taps.includes(-1)
  const from = keep(() => tf.tensor1d(hasGaps ? taps.map((tap) => (tap < 0 ? width : tap)) : taps, 'int32'))
  const back = backwards(taps, width, keep, tf)
  const differentiable = tf.customGrad((given) => {
    const x = given as Tf.Tensor2D
    const value = tf.gather(hasGaps ? tf.pad2d(x, oneMore, fill) : x, from, 1)
    return { value, gradFunc: (dy) => back(dy as Tf.Tensor2D) }
  })
  return (x) => differentiable(x) as Tf.Tensor2D
}

const oneMore: [[number, number], [number, number]] = [
  [0, 0],
  [0, 1],
]

/** For gradients [batch, taps]: the sum of those of each column, [batch, width]. Made when first asked for. */
function backwards(taps: Int32Array, width: number, keep: Keep, tf: typeof Tf): (dy: Tf.Tensor2D) => Tf.Tensor2D {
  let steps: { readonly rows: Tf.Tensor1D; readonly fan: number }[] | undefined
  return (dy) => {
    steps ??= columnSums(taps, width).map(({ rows, fan }) => ({ rows: keep(() => tf.tensor1d(rows, 'int32')), fan }))
    let sum = dy
    for (const { rows, fan } of steps) {
      const taken = tf.gather(tf.pad2d(sum, oneMore), rows, 1)
      sum = tf.sum(taken.reshape([-1, rows.size / fan, fan]), 2)
    }
    return sum
  }
}

interface ColumnSums {
  /** [sums, fan]: which numbers each sum is of; one past the last stands for 0. */
  readonly rows: Int32Array
  readonly fan: number
}

/**
 * Sums of the numbers of each owner, in steps: no more numbers go into one sum than a few times their average, so that
 * one number that is repeated often does not make all sums long.
 */
function columnSums(owners: Int32Array, width: number): ColumnSums[] {
  const counts = new Int32Array(width)
  for (const owner of owners) if (owner >= 0) counts[owner]!++
  const longest = counts.reduce((most, count) => Math.max(most, count), 1)
  const fan = Math.min(longest, Math.max(8, 2 * Math.ceil(owners.length / width)))
  // Every owner has one sum at least: of nothing, if need be.
  const starts = new Int32Array(width)
  let sums = 0
  for (let owner = 0; owner < width; owner++) {
    starts[owner] = sums
    sums += Math.max(1, Math.ceil(counts[owner]! / fan))
  }
  const rows = new Int32Array(sums * fan).fill(owners.length)
  const next = starts.map((start) => start * fan)
  for (const [i, owner] of owners.entries()) if (owner >= 0) rows[next[owner]!++] = i
  if (longest <= fan) return [{ rows, fan }]
  const summed = new Int32Array(sums)
  for (let owner = 0; owner < width; owner++) summed.fill(owner, starts[owner], starts[owner + 1] ?? sums)
  return [{ rows, fan }, ...columnSums(summed, width)]
}
