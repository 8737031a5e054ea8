import { tf } from '../../backend/tf.ts'
import { elementwiseFunctions } from '../../functions/index.ts'
import type { AffineOperation, Operation, OperationOf } from '../network.ts'
import { type Keep, takeColumns } from './columns.ts'

/** Computes one operation for a batch from the results of those that it reads, each [batch, size]. */
export type Computation = (reads: readonly tf.Tensor2D[]) => tf.Tensor2D

/** How the backend computes an operation, given the sizes of what it reads. */
export function placeOperation(
  operation: Exclude<Operation, { kind: 'input' }>,
  sizes: readonly number[],
  keep: Keep,
): Computation {
  const width = sizes.reduce((sum, size) => sum + size, 0)
  switch (operation.kind) {
    case 'opaque':
      return ([x]) => unknown(x!.shape[0], operation.size)
    case 'gather': {
      const moved = takeColumns(operation.taps, width, 0, keep)
      return (reads) => moved(joined(reads))
    }
    case 'affine':
      return placeAffine(operation, width, keep)
    case 'bilinear':
      return placeBilinear(operation, sizes[0]!, keep)
    case 'elementwise': {
      const { name, parameter } = operation
      const { kernel } = elementwiseFunctions[name]
      return ([x]) => kernel(x!, parameter, tf)
    }
    case 'extremum': {
      const { taps, window, size, mode } = operation
      const windows = takeColumns(taps, width, mode === 'max' ? -Infinity : Infinity, keep)
      const extreme = extremum(mode)
      return (reads) => extreme(windows(joined(reads)).reshape([-1, size, window]))
    }
    case 'product':
      return (reads) => reads.reduce((left, right) => tf.mul(left, right))
    case 'softmax': {
      const { group, size } = operation
      return ([x]) => tf.softmax(x!.reshape([-1, group])).reshape([-1, size])
    }
  }
}

function unknown(...shape: [rows: number, size: number]): tf.Tensor2D {
  return tf.fill(shape, NaN)
}

/** The extremes along the last of three axes. Numbers that are equally extreme share the gradient, which tf.js' own gives each in full. */
function extremum(mode: 'max' | 'min'): (windows: tf.Tensor3D) => tf.Tensor2D {
  const differentiable = tf.customGrad((given, save) => {
    const windows = given as tf.Tensor
    const value: tf.Tensor = mode === 'max' ? tf.max(windows, 2) : tf.min(windows, 2)
    ;(save as tf.GradSaveFunc)([windows, value])
    const gradFunc = (dy: tf.Tensor, [seen, best]: tf.Tensor[]): tf.Tensor => {
      const isExtreme = tf.cast(tf.equal(seen!, tf.expandDims(best!, 2)), 'float32')
      return tf.mul(isExtreme, tf.expandDims(tf.div(dy, tf.sum(isExtreme, 2)), 2))
    }
    return { value, gradFunc }
  })
  return (windows) => differentiable(windows) as tf.Tensor2D
}

function joined(reads: readonly tf.Tensor2D[]): tf.Tensor2D {
  return reads.length === 1 ? reads[0]! : tf.concat2d([...reads], 1)
}

function placeAffine(operation: AffineOperation, width: number, keep: Keep): Computation {
  const { taps, bias, positions, window, filters, groups, rounding } = operation
  const windows = takeColumns(taps, width, 0, keep)
  const size = positions * filters
  if (rounding.kind === 'mean') {
    const counts = keep(() => tf.tensor1d(countsOf(operation)))
    return (reads) => tf.div(tf.sum(windows(joined(reads)).reshape([-1, positions, window]), 2), counts)
  }
  const summand =
    bias === null
      ? undefined
      : keep(() => tf.tensor1d(Float32Array.from({ length: size }, (_, i) => bias[i % bias.length]!)))
  const plusBias = (sums: tf.Tensor2D): tf.Tensor2D => (summand === undefined ? sums : tf.add(sums, summand))
  if (window === 1 && filters === 1) {
    const factors = keep(() =>
      tf.tensor1d(Float32Array.from({ length: size }, (_, p) => operation.kernel[p % groups]!)),
    )
    const isOne = operation.kernel.every((factor) => factor === 1)
    return (reads) => {
      const x = windows(joined(reads))
      return plusBias(isOne ? x : tf.mul(x, factors))
    }
  }
  const weights = kernels(operation, keep)
  return (reads) => plusBias(weights(windows(joined(reads))))
}

/** How many numbers there are in each window. */
function countsOf({ taps, positions, window }: AffineOperation): Float32Array {
  const counts = new Float32Array(positions)
  for (let i = 0; i < taps.length; i++) if (taps[i]! >= 0) counts[Math.floor(i / window)]!++
  return counts
}

/** Multiplies windows [batch, positions * window] by the kernels of their groups. */
function kernels(
  { kernel, positions, window, filters, groups }: AffineOperation,
  keep: Keep,
): (x: tf.Tensor2D) => tf.Tensor2D {
  const size = positions * filters
  const values = (): Float32Array => Float32Array.from(kernel)
  if (groups === 1) {
    const weights = keep(() => tf.tensor2d(values(), [window, filters]))
    return (x) => tf.matMul(x.reshape([-1, window]), weights).reshape([-1, size])
  }
  const weights = keep(() => tf.tensor3d(values(), [groups, window, filters]))
  const rounds = positions / groups
  return (x) => {
    // Groups first: each is one product of matrices.
    const byGroup = x.reshape([-1, groups, window]).transpose([1, 0, 2])
    const sums = tf.matMul(byGroup, weights).reshape([groups, -1, rounds, filters])
    return sums.transpose([1, 2, 0, 3]).reshape([-1, size])
  }
}

function placeBilinear(
  { taps, positions, window, filters, bias, size }: OperationOf<'bilinear'>,
  width: number,
  keep: Keep,
): Computation {
  const windows = takeColumns(taps, width, 0, keep)
  const inKernel = window * filters
  return ([x, weights]) => {
    const rows = x!.shape[0]
    const kernel = tf.slice2d(weights!, [0, 0], [rows, inKernel]).reshape([rows, window, filters])
    const sums = tf.matMul(windows(x!).reshape([rows, positions, window]), kernel)
    if (!bias) return sums.reshape([rows, size])
    return tf
      .add(sums, tf.slice2d(weights!, [0, inKernel], [rows, filters]).reshape([rows, 1, filters]))
      .reshape([rows, size])
  }
}
