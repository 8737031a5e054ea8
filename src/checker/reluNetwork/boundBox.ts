import { float32Bounds } from '../numeric/bounds.ts'
import { OVERFLOW } from '../numeric/float32.ts'
import { backward, largest } from './backward.ts'
import { RELU_ERROR, roundingShare } from './readReluNetwork.ts'
import { type Active, setLines, type Space } from './space.ts'

/**
 * What the error of a sum is made with: a few roundings of float64. What is added to the share pays for those of using
 * it.
 */
const ERROR_ROUNDINGS = 1 + 2 ** -30

/**
 * Bounds all results on a box: intervals, and for each result whose relu bends on them a backward pass from either
 * side. `known` are bounds on a larger box, as `boundsIn` gives them. False where a sum may overflow, or bounds
 * contradict each other.
 */
export function boundBox(space: Space, lo: Float32Array, hi: Float32Array, known: Float32Array | undefined): boolean {
  const { layers, width } = space.network
  for (let i = 0; i < width; i++) setRead(space, i, lo[i]!, hi[i]!)
  let first = 0
  for (let l = 0; l < layers.length; l++) {
    const isLast = l === layers.length - 1
    if (!sumUp(space, l, isLast ? undefined : known, first)) return false
    if (!isLast && !tighten(space, l, lo, hi)) return false
    first += layers[l]!.size
  }
  return true
}

/** The bounds of every result before a relu: all lower ones, then all upper ones. They hold of all smaller boxes. */
export function boundsIn({ layers }: Space): Float32Array {
  const hidden = layers.slice(0, -1)
  const size = hidden.reduce((sum, { lo }) => sum + lo.length, 0)
  const known = new Float32Array(2 * size)
  let first = 0
  for (const { lo, hi } of hidden) {
    known.set(lo, first)
    known.set(hi, size + first)
    first += lo.length
  }
  return known
}

function setRead({ middle, radius, most }: Space, n: number, lo: number, hi: number): void {
  middle[n] = (lo + hi) / 2
  radius[n] = (hi - lo) / 2
  most[n] = Math.max(-lo, hi)
}

/** Intervals of float32 sums, cut to what is known of them from `first` on; what is surely closed is left out. */
function sumUp(space: Space, l: number, known: Float32Array | undefined, first: number): boolean {
  const { network, middle, radius, most } = space
  const { weights, bias, size, reads, share, absolute } = network.layers[l]!
  const [own, before] = [space.layers[l]!, space.layers[l - 1]]
  const count = before?.count ?? reads
  own.count = 0
  for (let f = 0; f < size; f++) {
    setKnown(own, f, known, first)
    if (own.hi[f]! <= 0) continue
    const [start, from] = [own.count * reads, f * reads]
    let [centre, wide, sizes] = [bias[f]!, 0, Math.abs(bias[f]!)]
    for (let k = 0; k < count; k++) {
      const weight = weights[from + (before ? before.places[k]! : k)]!
      const magnitude = Math.abs(weight)
      own.weights[start + k] = weight
      centre += weight * middle[k]!
      wide += magnitude * radius[k]!
      sizes += magnitude * most[k]!
    }
    const error = (share * sizes + absolute[f]!) * ERROR_ROUNDINGS
    const isFinite = (sizes + absolute[f]!) * (1 + 2 * share) + 1 < OVERFLOW
    if (!isFinite || !cutTo(own, f, centre - wide - error, centre + wide + error)) return false
    setActive(own, own.count, f, start, bias[f]!, error)
    if (known === undefined || own.hi[f]! > 0) own.count++
  }
  space.steps += size * count
  return true
}

function setKnown({ lo, hi }: Active, f: number, known: Float32Array | undefined, first: number): void {
  lo[f] = known ? known[first + f]! : -Infinity
  hi[f] = known ? known[known.length / 2 + first + f]! : Infinity
}

/** Result `f` is a float32 within [from, to] as well; false where there is none. */
function cutTo({ lo, hi }: Active, f: number, from: number, to: number): boolean {
  const [low, high, nan] = float32Bounds(from, to)
  lo[f] = Math.max(lo[f]!, low)
  hi[f] = Math.min(hi[f]!, high)
  return !nan && lo[f]! <= hi[f]!
}

function setActive(own: Active, n: number, f: number, start: number, bias: number, error: number): void {
  own.places[n] = f
  own.starts[n] = start
  own.bias[n] = bias
  own.errors[n] = error
}

/** Backward passes for results that may be on either side of 0; then the relu. */
function tighten(space: Space, l: number, lo: Float32Array, hi: Float32Array): boolean {
  const { stride, constants, rows, network } = space
  const own = space.layers[l]!
  // Of an input alone intervals are all that there is to know.
  const [read, count] = l > 0 ? [space.layers[l - 1]!.count, own.count] : [0, 0]
  const bends: number[] = []
  for (let n = 0; n < count; n++)
    if (own.lo[own.places[n]!]! < 0 && own.hi[own.places[n]!]! > 0) bends.push(own.places[n]!, n)
  for (let u = 0; u < bends.length; u += 2) {
    const n = bends[u + 1]!
    for (let k = 0; k < read; k++) {
      const weight = own.weights[own.starts[n]! + k]!
      rows[0][u * stride + k] = weight
      rows[0][(u + 1) * stride + k] = -weight
    }
    constants[u] = own.errors[n]! + own.bias[n]!
    constants[u + 1] = own.errors[n]! - own.bias[n]!
  }
  const inputs = bends.length > 0 ? backward(space, l - 1, bends.length, false) : rows[0]
  for (let u = 0; u < bends.length; u += 2) {
    const f = bends[u]!
    const [high, low] = [largest(space, inputs, u, lo, hi), -largest(space, inputs, u + 1, lo, hi)]
    const [from, to, nan] = float32Bounds(Math.max(own.lo[f]!, low), Math.min(own.hi[f]!, high))
    if (nan) return false
    own.lo[f] = from
    own.hi[f] = to
  }
  keepOpen(space, l)
  const share = roundingShare(network)
  for (let n = 0; n < own.count; n++) {
    const [low, high] = [own.lo[own.places[n]!]!, own.hi[own.places[n]!]!]
    setLines(own, n, low, high, share)
    setRead(space, n, Math.max(low, 0) - RELU_ERROR, high + RELU_ERROR)
  }
  return true
}

/** Leaves out what is closed. */
function keepOpen(space: Space, l: number): void {
  const own = space.layers[l]!
  let open = 0
  for (let n = 0; n < own.count; n++) {
    if (own.hi[own.places[n]!]! <= 0) continue
    setActive(own, open++, own.places[n]!, own.starts[n]!, own.bias[n]!, own.errors[n]!)
  }
  own.count = open
}
