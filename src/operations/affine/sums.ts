import type { AffineBounds, AffineOperation } from './affineOperation.ts'
import type { Bounds } from '../../numeric/bounds.ts'
import { flushedHigh, flushedLow } from '../../numeric/rounding.ts'
import { mayOverflow, newSum, sumError } from '../../numeric/sum.ts'
import { setRow } from './row.ts'
import { kernelSizes } from './kernelSizes.ts'
import { startAt, stepsAt } from './taps.ts'

/**
 * Sets the bounds and errors of sums of three terms or more, the fast way: with x in m -+ r, so |x| <= X = max(|lo|,
 * |hi|), a result is within C -+ (R + E), C = sum w m + b, R = sum |w| r, E = gamma(terms + 2) (sum |w| X + |b|) + what
 * is flushed. The middles and radii are rounded in float64, as are the sums: the 2 in gamma pays for it. Where this
 * says too little, or may be wrong, all care is taken (`setRow`): infinities and NaN, sums that may overflow, weights
 * that are subnormal or not finite, and ends that are so near to zero that their sign would be lost.
 */
export function setSums(bounds: AffineBounds, operation: AffineOperation, read: Bounds): void {
  const { positions, window, filters, groups, bias } = operation
  const { flushed, wild } = kernelSizes(operation)
  const { lo, hi, errors } = bounds
  const view = newView(read, window)
  const error = sumError(window + (bias === null ? 0 : 1))
  const sum = newSum()
  for (let p = 0; p < positions; p++) {
    lookAt(view, operation, p)
    // The results' own places hold C, R and the sums of sizes until they are complete.
    addWindow(bounds, operation, view, p)
    const column = (p % groups) * filters
    for (let f = 0; f < filters; f++) {
      const i = p * filters + f
      const size = errors[i]!
      const low = lo[i]! - hi[i]!
      const high = lo[i]! + hi[i]!
      const lost = flushed[column + f]!
      const off = error * size + lost
      const isTame = wild[column + f] === 0 && !mayOverflow(size, error, lost)
      if (isTame && (low > off || low < -off) && (high > off || high < -off)) {
        errors[i] = off
        // The result is a float32 number beyond the real end, and so is not on the other side of the nearest one.
        lo[i] = flushedLow(Math.fround(low - off)) + 0
        hi[i] = flushedHigh(Math.fround(high + off)) + 0
      } else setRow(bounds, operation, read, p, f, sum)
    }
  }
}

/** The numbers of one window that are not certainly 0, side by side. */
interface View {
  /** Of all that is read: middles, radii, and the largest |x|, infinite where it may be infinite or NaN. */
  readonly middles: Float64Array
  readonly radii: Float64Array
  readonly sizes: Float64Array
  count: number
  /** Where the weights of each begin, counted from those of the window. */
  readonly rows: Int32Array
  readonly middle: Float64Array
  readonly radius: Float64Array
  readonly size: Float64Array
}

function newView({ lo, hi, nan }: Bounds, window: number): View {
  const [middles, radii, sizes] = [lo.slice(), lo.slice(), lo.slice()]
  for (let i = 0; i < lo.length; i++) {
    const low = lo[i]!
    const high = hi[i]!
    middles[i] = (low + high) / 2
    radii[i] = (high - low) / 2
    sizes[i] = nan[i] === 1 ? Infinity : Math.max(-low, high)
  }
  const room = (): Float64Array => new Float64Array(window)
  return { middles, radii, sizes, count: 0, rows: new Int32Array(window), middle: room(), radius: room(), size: room() }
}

function lookAt(view: View, { taps, window, filters }: AffineOperation, p: number): void {
  const [start, first] = [startAt(taps, p), stepsAt(taps, p)]
  const { middles, radii, sizes, rows, middle, radius, size } = view
  let count = 0
  for (let k = 0; k < window; k++) {
    const tap = start + taps.steps[first + k]!
    if (tap < 0 || sizes[tap] === 0) continue
    rows[count] = k * filters
    middle[count] = middles[tap]!
    radius[count] = radii[tap]!
    size[count++] = sizes[tap]!
  }
  view.count = count
}

/** C, R and the sum of sizes for all filters at one position, four at a time: so the sums stay in registers. */
function addWindow(bounds: AffineBounds, operation: AffineOperation, view: View, p: number): void {
  const { kernel, bias, window, filters, groups } = operation
  const { lo, hi, errors } = bounds
  const { count, rows, middle, radius, size } = view
  const g = p % groups
  let f = 0
  for (; f + 4 <= filters; f += 4) {
    const first = g * window * filters + f
    let c0 = 0
    let c1 = 0
    let c2 = 0
    let c3 = 0
    let r0 = 0
    let r1 = 0
    let r2 = 0
    let r3 = 0
    let s0 = 0
    let s1 = 0
    let s2 = 0
    let s3 = 0
    for (let k = 0; k < count; k++) {
      const at = first + rows[k]!
      const m = middle[k]!
      const r = radius[k]!
      const s = size[k]!
      const w0 = kernel[at]!
      const w1 = kernel[at + 1]!
      const w2 = kernel[at + 2]!
      const w3 = kernel[at + 3]!
      c0 += w0 * m
      c1 += w1 * m
      c2 += w2 * m
      c3 += w3 * m
      r0 += Math.abs(w0) * r
      r1 += Math.abs(w1) * r
      r2 += Math.abs(w2) * r
      r3 += Math.abs(w3) * r
      s0 += Math.abs(w0) * s
      s1 += Math.abs(w1) * s
      s2 += Math.abs(w2) * s
      s3 += Math.abs(w3) * s
    }
    const i = p * filters + f
    lo[i] = c0
    lo[i + 1] = c1
    lo[i + 2] = c2
    lo[i + 3] = c3
    hi[i] = r0
    hi[i + 1] = r1
    hi[i + 2] = r2
    hi[i + 3] = r3
    errors[i] = s0
    errors[i + 1] = s1
    errors[i + 2] = s2
    errors[i + 3] = s3
  }
  for (; f < filters; f++) {
    const first = g * window * filters + f
    let c = 0
    let r = 0
    let s = 0
    for (let k = 0; k < count; k++) {
      const w = kernel[first + rows[k]!]!
      c += w * middle[k]!
      r += Math.abs(w) * radius[k]!
      s += Math.abs(w) * size[k]!
    }
    const i = p * filters + f
    lo[i] = c
    hi[i] = r
    errors[i] = s
  }
  if (bias === null) return
  for (f = 0; f < filters; f++) {
    const b = bias[g * filters + f]!
    lo[p * filters + f]! += b
    errors[p * filters + f]! += Math.abs(b)
  }
}
