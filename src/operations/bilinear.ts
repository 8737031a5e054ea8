import { type Bounds, newBounds } from '../numeric/bounds.ts'
import { addProduct, addTerm, clampFinite, clearSum, newSum, setSum, type Sum } from '../numeric/sum.ts'
import { weigh } from './affine/evaluate.ts'
import { takeColumns } from './columns.ts'
import { fitTaps, listed, type Taps, tapAt } from './affine/taps.ts'
import { isCount } from './fields.ts'
import { productRange } from './product.ts'
import type { OperationBase } from './operationBase.ts'
import type { Computation, Place, Rules } from './rules.ts'
import { boundedIfReadsAre } from './slopes.ts'
import { substituteBounds } from './step.ts'

/**
 * Windows weighed as in an affine operation, with weights that are read, too, and so may be anything: reads are x and
 * then the weights, flat: `kernel` of [window, filters] and, if `bias`, one a filter. One group, rounding as in a sum.
 */
export interface BilinearOperation {
  readonly kind: 'bilinear'
  readonly taps: Taps
  readonly positions: number
  readonly window: number
  readonly filters: number
  readonly bias: boolean
}

export const bilinear: Rules<BilinearOperation> = {
  fits: ({ taps, positions, window, filters, bias, size }, [, weights]) =>
    [positions, window, filters].every(isCount) &&
    size === positions * filters &&
    fitTaps(taps, positions, window) &&
    weights === (window + (bias ? 1 : 0)) * filters,
  evaluate({ taps, positions, window, filters, bias }, [x, weights]) {
    const inKernel = window * filters
    return weigh(
      {
        taps,
        kernel: weights!.subarray(0, inKernel),
        bias: bias ? weights!.subarray(inKernel) : null,
        positions,
        window,
        filters,
        groups: 1,
      },
      x!,
    )
  },
  place: placeBilinear,
  bound: boundBilinear,
  isLinear: false,
  substitute: substituteBounds,
  // Products of what is bounded are.
  recede: boundedIfReadsAre,
  multiplications: ({ positions, window, filters }) => positions * window * filters,
  functions: () => [],
  addsUp: () => true,
}

function placeBilinear(
  { taps, positions, window, filters, bias, size }: BilinearOperation & OperationBase,
  { tf, keep, sizes }: Place,
): Computation {
  const windows = takeColumns(listed(taps, positions), sizes[0]!, 0, keep, tf)
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

/** Sums of products as in `affine`, but of intervals: the weights follow x in what is read, and then the biases. */
function boundBilinear(operation: BilinearOperation & OperationBase, read: Bounds): Bounds {
  const { taps, positions, window, filters, bias, size } = operation
  const bounds = newBounds(size)
  const biases = read.lo.length - (bias ? filters : 0)
  const weights = biases - window * filters
  const sum = newSum()
  for (let p = 0; p < positions; p++) {
    for (let f = 0; f < filters; f++) {
      clearSum(sum)
      for (let k = 0; k < window; k++) {
        const tap = tapAt(taps, p, k)
        const weight = weights + k * filters + f
        if (tap >= 0) add(sum, productRange(read, tap, read, weight))
        // A padding zero times what is not finite is NaN.
        else if (read.nan[weight] === 1 || read.lo[weight] === -Infinity || read.hi[weight] === Infinity)
          sum.unknown = true
      }
      if (bias) {
        addProduct(sum, 1, read.lo[biases + f]!, read.hi[biases + f]!)
        if (read.nan[biases + f] === 1) sum.unknown = true
      }
      setSum(bounds, p * filters + f, sum, window + (bias ? 1 : 0))
    }
  }
  return bounds
}

/**
 * A product of finite numbers may overflow, which the sum finds out by its size; one of infinite numbers is infinite.
 */
function add(sum: Sum, range: readonly [lo: number, hi: number] | undefined): void {
  if (range === undefined) {
    sum.unknown = true
    return
  }
  const [low, high] = range
  if (high === Infinity) sum.plusInfinity = true
  if (low === -Infinity) sum.minusInfinity = true
  // Where a side may be infinite, nothing else is said of it: any finite number does for its end.
  const finite = (end: number): number => (Number.isFinite(end) ? end : clampFinite(end))
  addTerm(sum, finite(low), finite(high), high === Infinity || low === -Infinity)
}
