import { flushedHigh, flushedLow } from '../../numeric/rounding.ts'
import { type Matrix, rowAt } from '../../forms/forms.ts'
import { mayOverflow } from '../../numeric/sum.ts'
import type { ReluRelaxation } from './reluRelaxation.ts'
import type { Places, ReluWorkspace } from './reluWorkspace.ts'

/**
 * Intervals, as `setSums`: with x in m -+ r, |x| <= X, a result is within C -+ (R + E), C = sum w m + b, R = sum |w| r,
 * and E the float32 error of a sum of the sizes S = sum |w| X + |b|, made for two roundings more, which pay for
 * float64. The error goes where backward passes look for it. False where a sum may overflow.
 */
export function boundLayer(relaxation: ReluRelaxation, l: number): boolean {
  const { network, space } = relaxation
  const { numbers } = space.kernel
  const { bias, size, relative, absolute } = network.layers[l]!
  const { sums, errors } = space.layers[l]!
  const { lo, hi } = space.bounds[l]!
  const [middles, radii, sizesAt] = [rowAt(sums, 0), rowAt(sums, 1), rowAt(sums, 2)]
  addUp(space, l)
  for (let f = 0; f < size; f++) {
    const b = bias[f]!
    const middle = numbers[middles + f]! + b
    const radius = numbers[radii + f]!
    const sizes = numbers[sizesAt + f]! + Math.abs(b)
    const lost = absolute[f]!
    if (mayOverflow(sizes, relative, lost)) return false
    const off = relative * sizes + lost
    const low = middle - radius
    const high = middle + radius
    lo[f] = flushedLow(Math.fround(low - off)) + 0
    hi[f] = flushedHigh(Math.fround(high + off)) + 0
    // Rounding never takes a sum of numbers of one sign past zero.
    if (lo[f]! < 0 && low >= -off && isOfSign(relaxation, l, f, 1)) lo[f] = 0
    if (hi[f]! > 0 && high <= off && isOfSign(relaxation, l, f, -1)) hi[f] = 0
    numbers[errors / 8 + f] = off
  }
  return true
}

/** C without biases, R, and S without biases, of all results: a row each. */
function addUp({ kernel, layers, reads, someColumns, someRows }: ReluWorkspace, l: number): void {
  const { weights, magnitudes, read, sums } = layers[l]!
  const { places, count } = reads[l]!
  const length = sums.stride / 8
  kernel.numbers.fill(0, rowAt(sums, 0), rowAt(sums, 3))
  for (let n = 0; n < count; n++) kernel.integers[someColumns / 4 + n] = 8 * places[n]!
  const add = (of: Matrix, from: number, rows: number): void => {
    const [into, forms] = [8 * rowAt(sums, from), 8 * rowAt(read, from)]
    listRows(kernel.integers, someRows, of, reads[l]!)
    kernel.multiply(into, sums.stride, forms, read.stride, rows, someColumns, someRows, count, length)
  }
  add(weights, 0, 1)
  add(magnitudes, 1, 2)
}

/** Lists where the rows at `places` of a matrix begin. */
function listRows(integers: Int32Array, list: number, { address, stride }: Matrix, { places, count }: Places): void {
  for (let n = 0; n < count; n++) integers[list / 4 + n] = address + places[n]! * stride
}

/** Is no term of a sum of the other sign? */
function isOfSign({ network, space, box, least }: ReluRelaxation, l: number, f: number, sign: 1 | -1): boolean {
  const { kernel, bias, size } = network.layers[l]!
  const { places, count } = space.reads[l]!
  const before = l === 0 ? box : space.bounds[l - 1]!
  if (sign * bias[f]! < 0) return false
  for (let n = 0; n < count; n++) {
    const k = places[n]!
    const weight = sign * kernel[k * size + f]!
    const [from, to] = [before.lo[k]!, before.hi[k]!]
    const lowest = l === 0 || from > 0 ? from : Math.max(from, least)
    if (weight > 0 ? lowest < 0 : weight < 0 && to > 0) return false
  }
  // Relus that are closed may pass on a negative subnormal.
  return least === 0 || count === network.layers[l]!.reads
}
