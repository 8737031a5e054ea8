import { setReluLines } from '../../operations/elementwise/lines.ts'
import { rowAt } from '../../forms/forms.ts'
import { padded } from '../../forms/kernel.ts'
import type { ReluRelaxation } from './reluRelaxation.ts'

/**
 * Finds a layer's active results by their bounds, those of which the relu may pass on something, and makes all that is
 * needed of them.
 */
export function activate(relaxation: ReluRelaxation, l: number): void {
  const isLast = l === relaxation.network.layers.length - 1
  listActive(relaxation, l, isLast)
  compact(relaxation, l)
  if (!isLast) passOn(relaxation, l)
}

function listActive({ space }: ReluRelaxation, l: number, areAll: boolean): void {
  const { hi } = space.bounds[l]!
  const own = space.reads[l + 1]!
  own.count = 0
  for (let f = 0; f < hi.length; f++) if (areAll || hi[f]! > 0) own.places[own.count++] = f
}

/** Weights, biases and errors of active results, side by side. */
function compact({ network, space }: ReluRelaxation, l: number): void {
  const { numbers } = space.kernel
  const own = space.layers[l]!
  const { rows, active, sums } = own
  const { bias } = network.layers[l]!
  const results = space.reads[l + 1]!
  const { places, count } = space.reads[l]!
  const [offsets, errors, along] = [own.offsets / 8, own.errors / 8, sums.stride / 8]
  for (let n = 0; n < results.count; n++) {
    const f = results.places[n]!
    const [from, to] = [rowAt(rows, f), rowAt(active, n)]
    for (let k = 0; k < count; k++) numbers[to + k] = numbers[from + places[k]!]!
    for (let k = count; k < padded(count); k++) numbers[to + k] = 0
    numbers[offsets + n] = bias[f]!
    // Active results come in order: none is overwritten before it is read.
    numbers[errors + n] = numbers[errors + f]!
  }
  numbers.fill(0, offsets + results.count, offsets + along)
  numbers.fill(0, errors + results.count, errors + along)
}

/** The relu's lines, and what the next layer reads. */
function passOn({ space, least }: ReluRelaxation, l: number): void {
  const { numbers } = space.kernel
  const own = space.layers[l]!
  const { read } = space.layers[l + 1]!
  const { lo, hi } = space.bounds[l]!
  const { places, count } = space.reads[l + 1]!
  const lines = own.lines / 8
  const [middles, radii, sizes] = [rowAt(read, 0), rowAt(read, 1), rowAt(read, 2)]
  numbers.fill(0, lines, lines + (4 * own.sums.stride) / 8)
  for (let n = 0; n < count; n++) {
    const f = places[n]!
    const low = lo[f]!
    const high = hi[f]!
    setReluLines(numbers, lines + n, padded(count), low, high)
    const from = low > 0 ? low : Math.max(low, least)
    numbers[middles + f] = (from + high) / 2
    numbers[radii + f] = (high - from) / 2
    numbers[sizes + f] = Math.max(-from, high)
  }
}
