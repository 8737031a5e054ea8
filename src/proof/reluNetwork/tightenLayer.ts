import { ceil32, floor32 } from '../../numeric/float32.ts'
import { flushedHigh, flushedLow } from '../../numeric/rounding.ts'
import { rowAt } from '../../forms/forms.ts'
import { padded } from '../../forms/kernel.ts'
import type { ReluRelaxation } from './reluRelaxation.ts'
import { boundAt, throughLayers } from './throughLayers.ts'

/** Backward passes for all results of a layer that may be on either side of 0. */
export function tightenLayer(relaxation: ReluRelaxation, l: number): void {
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
