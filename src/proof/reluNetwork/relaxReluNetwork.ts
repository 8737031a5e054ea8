import type { ReluRelaxation } from './reluRelaxation.ts'
import type { BackendName } from '../../backend/name.ts'
import { FLOAT32_MIN_NORMAL, ceil32, floor32 } from '../../numeric/float32.ts'
import { checkTime } from '../../timeUp.ts'
import type { InputBox } from '../region.ts'
import { rowAt } from '../../forms/forms.ts'
import { activate } from './activate.ts'
import { boundLayer } from './boundLayer.ts'
import type { ReluNetwork } from './reluNetwork.ts'
import type { LayerBounds, ReluWorkspace } from './reluWorkspace.ts'
import { flushedHigh, flushedLow } from '../../numeric/rounding.ts'
import { padded } from '../../forms/kernel.ts'
import { boundAt, throughLayers } from './throughLayers.ts'

/**
 * Bounds of all results of a ReLU network on a box, by the rules of `linearBounds`: intervals, and for each result
 * whose relu bends on them a backward pass from either side. `inherited` are bounds on a larger box, as
 * `boundsToInherit` gives them. Undefined where a sum may overflow.
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
    if (!boundLayer(relaxation, l)) return undefined
    if (l < last && inherited !== undefined) inherit(space.bounds[l]!, inherited, first)
    if (l > 0 && l < last) tightenLayer(relaxation, l)
    activate(relaxation, l)
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
function inherit({ lo, hi }: LayerBounds, inherited: Float32Array, first: number): void {
  const above = inherited.length / 2 + first
  for (let f = 0; f < lo.length; f++) {
    lo[f] = Math.max(lo[f]!, inherited[first + f]!)
    hi[f] = Math.min(hi[f]!, inherited[above + f]!)
  }
}

function readBox({ kernel: { numbers }, layers }: ReluWorkspace, { lo, hi }: InputBox): void {
  const { read } = layers[0]!
  const [middles, radii, sizes] = [rowAt(read, 0), rowAt(read, 1), rowAt(read, 2)]
  for (let i = 0; i < lo.length; i++) {
    numbers[middles + i] = (lo[i]! + hi[i]!) / 2
    numbers[radii + i] = (hi[i]! - lo[i]!) / 2
    numbers[sizes + i] = Math.max(-lo[i]!, hi[i]!)
  }
}

/** Backward passes for all results of a layer that may be on either side of 0. */
function tightenLayer(relaxation: ReluRelaxation, l: number): void {
  const { lo, hi, bends } = relaxation.space.bounds[l]!
  let units = 0
  for (let f = 0; f < lo.length; f++) if (lo[f]! < 0 && hi[f]! > 0) bends[units++] = f
  setForms(relaxation, l, bends, units)
  const inputs = throughLayers(relaxation, l - 1, 2 * units)
  for (let u = 0; u < units; u++) {
    const f = bends[u]!
    const above = boundAt(relaxation, inputs, 2 * u)
    const below = -boundAt(relaxation, inputs, 2 * u + 1)
    if (above < hi[f]!) hi[f] = flushedHigh(floor32(above)) + 0
    if (below > lo[f]!) lo[f] = flushedLow(ceil32(below)) + 0
  }
}

/** The forms of each result in `bends` and of its negative, of what the layer reads. */
function setForms({ space, network }: ReluRelaxation, l: number, bends: Int32Array, units: number): void {
  const { numbers } = space.kernel
  const { rows, errors } = space.layers[l]!
  const { places, count } = space.reads[l]!
  const { bias } = network.layers[l]!
  const [forms] = space.forms
  for (let u = 0; u < units; u++) {
    const f = bends[u]!
    const weights = rowAt(rows, f)
    const above = rowAt(forms, 2 * u)
    const below = rowAt(forms, 2 * u + 1)
    for (let n = 0; n < count; n++) {
      const weight = numbers[weights + places[n]!]!
      numbers[above + n] = weight
      numbers[below + n] = -weight
    }
    for (let n = count; n < padded(count); n++) numbers[above + n] = numbers[below + n] = 0
    const constants = space.constants / 8 + 2 * u
    numbers[constants] = numbers[errors / 8 + f]! + bias[f]!
    numbers[constants + 1] = numbers[errors / 8 + f]! - bias[f]!
  }
}
