import type { BackendName } from '../../backend/name.ts'
import { ceil32, floor32, FLOAT32_MIN_NORMAL } from '../../numeric/float32.ts'
import { setReluLines } from '../../operations/elementwise/lines.ts'
import { checkTime } from '../../timeUp.ts'
import type { InputBox } from '../region.ts'
import { padded } from '../rows/kernel.ts'
import { flushedHigh, flushedLow } from '../../numeric/rounding.ts'
import { mayOverflow } from '../../numeric/sum.ts'
import { bound, substitute } from './substitute.ts'
import type { ReluNetwork } from './reluNetwork.ts'
import type { ReluWorkspace, LayerBounds } from './reluWorkspace.ts'

/** What is inherited of a ReLU network on a box: in the network's workspace, until the next box is relaxed there. */
export interface ReluRelaxation {
  readonly network: ReluNetwork
  readonly space: ReluWorkspace
  readonly box: InputBox
  /** The least that a relu of the backend may pass on. */
  readonly least: number
}

/**
 * Bounds of all results of a ReLU network on a box, by the rules of `linearBounds`: intervals, and for each result whose relu bends
 * on them a backward pass from either side. `inherited` are bounds on a larger box, as `boundsToInherit` gives them. Undefined where a sum may
 * overflow.
 * @throws TimeUp when it is past `until`
 */
export function relaxReluNetwork(
  network: ReluNetwork,
  space: ReluWorkspace,
  box: InputBox,
  backend: BackendName,
  inherited?: Float32Array,
  until: number = Infinity,
): ReluRelaxation | undefined {
  const least = backend === 'native' ? -FLOAT32_MIN_NORMAL : 0
  const relaxation = { network, space, box, least }
  const last = network.layers.length - 1
  readBox(space, box)
  let first = 0
  for (let l = 0; l <= last; l++) {
    checkTime(until)
    if (!sumUp(relaxation, l)) return undefined
    if (l < last && inherited !== undefined) cut(space.bounds[l]!, inherited, first)
    if (l > 0 && l < last) tighten(relaxation, l)
    keepActive(relaxation, l)
    compact(relaxation, l)
    if (l < last) passOn(relaxation, l)
    first += network.layers[l]!.size
  }
  return relaxation
}

/** The bounds of every result before a relu, layer by layer, all lower ones first. They hold of all smaller boxes. */
export function boundsToInherit({ network, space }: ReluRelaxation): Float32Array {
  const size = network.layers.slice(0, -1).reduce((sum, layer) => sum + layer.size, 0)
  const bounds = new Float32Array(2 * size)
  let first = 0
  for (const { lo, hi } of space.bounds.slice(0, -1)) {
    bounds.set(lo, first)
    bounds.set(hi, size + first)
    first += lo.length
  }
  return bounds
}

/** Cuts the bounds of one layer to those inherited, which begin at `first`. */
function cut({ lo, hi }: LayerBounds, inherited: Float32Array, first: number): void {
  const above = inherited.length / 2 + first
  for (let f = 0; f < lo.length; f++) {
    lo[f] = Math.max(lo[f]!, inherited[first + f]!)
    hi[f] = Math.min(hi[f]!, inherited[above + f]!)
  }
}

function readBox({ kernel: { numbers }, layers }: ReluWorkspace, { lo, hi }: InputBox): void {
  const { read, across } = layers[0]!
  for (let i = 0; i < lo.length; i++) {
    numbers[read + i] = (lo[i]! + hi[i]!) / 2
    numbers[read + across + i] = (hi[i]! - lo[i]!) / 2
    numbers[read + 2 * across + i] = Math.max(-lo[i]!, hi[i]!)
  }
}

/**
 * Intervals, as `setSums`: with x in m -+ r, |x| <= X, a result is within C -+ (R + E), C = sum w m + b, R = sum |w| r, and E the
 * float32 error of a sum of the sizes S = sum |w| X + |b|, made for two roundings more, which pay for float64. The error goes where
 * backward passes look for it. False where a sum may overflow.
 */
function sumUp(relaxation: ReluRelaxation, l: number): boolean {
  const { network, space } = relaxation
  const { kernel, someColumns, someRows } = space
  const { numbers, integers } = kernel
  const { bias, size, relative, absolute } = network.layers[l]!
  const { weights, magnitudes, read, sums, along, across, errors } = space.layers[l]!
  const { lo, hi } = space.bounds[l]!
  const { places, count } = space.reads[l]!
  numbers.fill(0, sums, sums + 3 * along)
  for (let n = 0; n < count; n++) {
    integers[someColumns / 4 + n] = 8 * places[n]!
    integers[someRows / 4 + n] = 8 * (weights + places[n]! * along)
  }
  kernel.multiply(8 * sums, 0, 8 * read, 0, 1, someColumns, someRows, count, along)
  for (let n = 0; n < count; n++) integers[someRows / 4 + n] = 8 * (magnitudes + places[n]! * along)
  kernel.multiply(
    8 * (sums + along),
    8 * along,
    8 * (read + across),
    8 * across,
    2,
    someColumns,
    someRows,
    count,
    along,
  )
  for (let f = 0; f < size; f++) {
    const b = bias[f]!
    const middle = numbers[sums + f]! + b
    const radius = numbers[sums + along + f]!
    const sizes = numbers[sums + 2 * along + f]! + Math.abs(b)
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
    numbers[errors + f] = off
  }
  return true
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

/** Backward passes for all results that may be on either side of 0. */
function tighten(relaxation: ReluRelaxation, l: number): void {
  const { space, network } = relaxation
  const { stride, constants, kernel } = space
  const { numbers } = kernel
  const { rows: weights, across, errors } = space.layers[l]!
  const { bias } = network.layers[l]!
  const { lo, hi, bends } = space.bounds[l]!
  const { places, count } = space.reads[l]!
  const [forms] = space.forms
  let units = 0
  for (let f = 0; f < lo.length; f++) if (lo[f]! < 0 && hi[f]! > 0) bends[units++] = f
  for (let u = 0; u < units; u++) {
    const f = bends[u]!
    const above = forms + 2 * u * stride
    const from = weights + f * across
    for (let n = 0; n < count; n++) {
      const weight = numbers[from + places[n]!]!
      numbers[above + n] = weight
      numbers[above + stride + n] = -weight
    }
    for (let n = count; n < padded(count); n++) numbers[above + n] = numbers[above + stride + n] = 0
    numbers[constants + 2 * u] = numbers[errors + f]! + bias[f]!
    numbers[constants + 2 * u + 1] = numbers[errors + f]! - bias[f]!
  }
  const inputs = substitute(relaxation, l - 1, 2 * units)
  for (let u = 0; u < units; u++) {
    const f = bends[u]!
    const above = bound(relaxation, inputs, 2 * u)
    const below = -bound(relaxation, inputs, 2 * u + 1)
    if (above < hi[f]!) hi[f] = flushedHigh(floor32(above)) + 0
    if (below > lo[f]!) lo[f] = flushedLow(ceil32(below)) + 0
  }
}

function keepActive({ network, space }: ReluRelaxation, l: number): void {
  const { hi } = space.bounds[l]!
  const own = space.reads[l + 1]!
  const isLast = l === network.layers.length - 1
  own.count = 0
  for (let f = 0; f < hi.length; f++) if (isLast || hi[f]! > 0) own.places[own.count++] = f
}

/** Weights, biases and errors of active results, side by side. */
function compact({ network, space }: ReluRelaxation, l: number): void {
  const { numbers } = space.kernel
  const { rows, compact: into, across, along, offsets, errors } = space.layers[l]!
  const { bias } = network.layers[l]!
  const own = space.reads[l + 1]!
  const { places, count } = space.reads[l]!
  for (let n = 0; n < own.count; n++) {
    const f = own.places[n]!
    const [from, to] = [rows + f * across, into + n * across]
    for (let k = 0; k < count; k++) numbers[to + k] = numbers[from + places[k]!]!
    for (let k = count; k < padded(count); k++) numbers[to + k] = 0
    numbers[offsets + n] = bias[f]!
    // Active results come in order: none is overwritten before it is read.
    numbers[errors + n] = numbers[errors + f]!
  }
  numbers.fill(0, offsets + own.count, offsets + along)
  numbers.fill(0, errors + own.count, errors + along)
}

/** The relu's lines, and what the next layer reads. */
function passOn({ space, least }: ReluRelaxation, l: number): void {
  const { numbers } = space.kernel
  const { lines, along } = space.layers[l]!
  const { read, across } = space.layers[l + 1]!
  const { lo, hi } = space.bounds[l]!
  const { places, count } = space.reads[l + 1]!
  numbers.fill(0, lines, lines + 4 * along)
  for (let n = 0; n < count; n++) {
    const f = places[n]!
    const low = lo[f]!
    const high = hi[f]!
    setReluLines(numbers, lines + n, padded(count), low, high)
    const from = low > 0 ? low : Math.max(low, least)
    numbers[read + f] = (from + high) / 2
    numbers[read + across + f] = (high - from) / 2
    numbers[read + 2 * across + f] = Math.max(-from, high)
  }
}
