import type { tf as Tf } from '../../backend/tf.ts'
import { takeColumns } from '../columns.ts'
import { joinedTensors, total } from '../reads.ts'
import type { Computation, Place } from '../rules.ts'
import type { AffineOperation } from './affineOperation.ts'
import type { Weights } from './weights.ts'
import { listed, tapAt } from './taps.ts'

/**
 * By tf.js' own kernels, each as its `Rounding` says: means are sums divided, single numbers are scaled, the rest is
 * products of matrices.
 */
export function placeAffine(operation: AffineOperation, place: Place): Computation {
  const { taps, bias, positions, window, filters, groups, rounding } = operation
  const { tf, keep, sizes } = place
  const take = takeColumns(listed(taps, positions), total(sizes), 0, keep, tf)
  const windows = (reads: readonly Tf.Tensor2D[]): Tf.Tensor2D => take(joinedTensors(reads, tf))
  const size = positions * filters
  if (rounding.kind === 'mean') {
    const counts = keep(() => tf.tensor1d(countsOf(operation)))
    return (reads) => tf.div(tf.sum(windows(reads).reshape([-1, positions, window]), 2), counts)
  }
  const spread = (of: Weights, value: (i: number) => number): Tf.Tensor1D | undefined =>
    of.length === 0 ? undefined : keep(() => tf.tensor1d(Float32Array.from({ length: size }, (_, i) => value(i))))
  const summand = spread(bias ?? new Float64Array(), (i) => bias![i % bias!.length]!)
  const plusBias = (sums: Tf.Tensor2D): Tf.Tensor2D => (summand === undefined ? sums : tf.add(sums, summand))
  if (window === 1 && filters === 1) {
    const isOne = operation.kernel.every((factor) => factor === 1)
    const factors = spread(operation.kernel, (p) => operation.kernel[p % groups]!)!
    return (reads) => plusBias(isOne ? windows(reads) : tf.mul(windows(reads), factors))
  }
  const products = multiply(operation, place)
  return (reads) => plusBias(products(windows(reads)))
}

/** How many numbers there are in each window. */
function countsOf({ taps, positions, window }: AffineOperation): Float32Array {
  const counts = new Float32Array(positions)
  for (let p = 0; p < positions; p++) for (let k = 0; k < window; k++) if (tapAt(taps, p, k) >= 0) counts[p]!++
  return counts
}

/** Multiplies windows [batch, positions * window] by the kernels of their groups. */
function multiply(
  { kernel, positions, window, filters, groups }: AffineOperation,
  { tf, keep }: Place,
): (x: Tf.Tensor2D) => Tf.Tensor2D {
  const size = positions * filters
  const values = (): Float32Array => Float32Array.from(kernel)
  if (groups === 1) {
    const weights = keep(() => tf.tensor2d(values(), [window, filters]))
    return (x) => tf.matMul(x.reshape([-1, window]), weights).reshape([-1, size])
  }
  const weights = keep(() => tf.tensor3d(values(), [groups, window, filters]))
  const rounds = positions / groups
  if (filters === 1) {
    const own = keep(() => tf.reshape(weights, [1, 1, groups, window]))
    return (x) => tf.sum(tf.mul(x.reshape([-1, rounds, groups, window]), own), 3).reshape([-1, size])
  }
  return (x) => {
    // Groups first: each is one product of matrices.
    const byGroup = x.reshape([-1, groups, window]).transpose([1, 0, 2])
    const sums = tf.matMul(byGroup, weights).reshape([groups, -1, rounds, filters])
    return sums.transpose([1, 2, 0, 3]).reshape([-1, size])
  }
}
