import { range } from '../numeric/bounds.ts'
import { backward, largest } from './backward.ts'
import { RELU_ERROR } from './readReluNetwork.ts'
import { setLines, type Space } from './space.ts'

/** Float32 sums of larger terms may overflow. */
const LARGEST = 2 ** 128 - 2 ** 103

/**
 * Bounds all results on a box: intervals, and for each result whose relu bends on them a backward pass from either side. `known` are bounds
 * on a larger box, as `boundsIn` gives them. False where a sum may overflow, or bounds contradict each other.
 */
export function boundBox(space: Space, lo: Float32Array, hi: Float32Array, known: Float32Array | undefined): boolean {
  const { layers, width } = space.dense
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
  const { dense, middle, radius, most } = space
  const { weights, bias, size, reads, share, absolute } = dense.layers[l]!
  const own = space.layers[l]!
  const before = space.layers[l - 1]
  const count = before?.count ?? reads
  own.count = 0
  for (let f = 0; f < size; f++) {
    const floor = known ? known[first + f]! : -Infinity
    const ceiling = known ? known[known.length / 2 + first + f]! : Infinity
    own.lo[f] = floor
    own.hi[f] = ceiling
    if (ceiling <= 0) continue
    const n = own.count
    const [start, from] = [n * reads, f * reads]
    let [centre, wide, sizes] = [bias[f]!, 0, Math.abs(bias[f]!)]
    for (let k = 0; k < count; k++) {
      const weight = weights[from + (before ? before.places[k]! : k)]!
      const magnitude = Math.abs(weight)
      own.weights[start + k] = weight
      centre += weight * middle[k]!
      wide += magnitude * radius[k]!
      sizes += magnitude * most[k]!
    }
    // What is added to the share pays for float64's own errors in using it.
    const error = (share * sizes + absolute[f]!) * (1 + 2 ** -30)
    if (!((sizes + absolute[f]!) * (1 + 2 * share) + 1 < LARGEST)) return false
    const [low, high, nan] = range(centre - wide - error, centre + wide + error)
    if (nan) return false
    own.lo[f] = Math.max(floor, low)
    own.hi[f] = Math.min(ceiling, high)
    if (!(own.lo[f]! <= own.hi[f]!)) return false
    own.places[n] = f
    own.starts[n] = start
    own.bias[n] = bias[f]!
    own.errors[n] = error
    if (known === undefined || own.hi[f]! > 0) own.count++
  }
  space.steps += size * count
  return true
}

/** Backward passes for results that may be on either side of 0; then the relu. */
function tighten(space: Space, l: number, lo: Float32Array, hi: Float32Array): boolean {
  const { stride, constants, rows, dense } = space
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
    const [from, to, nan] = range(Math.max(own.lo[f]!, low), Math.min(own.hi[f]!, high))
    if (nan) return false
    own.lo[f] = from
    own.hi[f] = to
  }
  keepOpen(space, l)
  const share = dense.roundings * 2 ** -50
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
    own.places[open] = own.places[n]!
    own.starts[open] = own.starts[n]!
    own.bias[open] = own.bias[n]!
    own.errors[open] = own.errors[n]!
    open++
  }
  own.count = open
}
