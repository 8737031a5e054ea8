import { cutPoint, type Split } from '../branch/split.ts'
import { rowAt } from '../../forms/forms.ts'
import { padded } from '../../forms/kernel.ts'
import { boundForms } from './boundForms.ts'
import type { OutputForm } from './reluNetwork.ts'
import type { ReluRelaxation } from './reluRelaxation.ts'

/**
 * The number of the input to split for the bound of a form: what the lines of each relu that bends may lose of the
 * bound is shared out among the numbers by how much each moves what the relu reads, to first order; the number with the
 * largest share is taken. Undefined where the box is one point.
 */
export function chooseNumber(relaxation: ReluRelaxation, form: OutputForm): Split | undefined {
  const { box, network } = relaxation
  const shares = new Float64Array(network.width)
  const kept: Float64Array[] = []
  boundForms(relaxation, [form], true, kept)
  for (let l = 0; l < network.layers.length - 1; l++) shareLayer(relaxation, l, kept[l], shares)
  let index = -1
  for (let i = 0; i < network.width; i++) {
    if (!(box.lo[i]! < box.hi[i]!)) continue
    const isMore = index < 0 || shares[i]! > shares[index]!
    const isWider = index >= 0 && shares[i] === shares[index] && widthOf(relaxation, i) > widthOf(relaxation, index)
    if (isMore || isWider) index = i
  }
  return index < 0 ? undefined : { kind: 'number', input: 0, index, at: cutPoint(box.lo[index]!, box.hi[index]!) }
}

function widthOf({ box }: ReluRelaxation, i: number): number {
  return box.hi[i]! - box.lo[i]!
}

/** Adds what the relus of layer `l` lose, `coefficients` being those of their results. */
function shareLayer(
  relaxation: ReluRelaxation,
  l: number,
  coefficients: Float64Array | undefined,
  shares: Float64Array,
): void {
  const { space, network } = relaxation
  const { numbers } = space.kernel
  const own = space.layers[l]!
  const { influence } = own
  const lines = own.lines / 8
  const { lo, hi } = space.bounds[l]!
  const { places, count } = space.reads[l + 1]!
  const length = padded(count)
  influenceOf(relaxation, l)
  for (let n = 0; n < count; n++) {
    const [low, high] = [lo[places[n]!]!, hi[places[n]!]!]
    const at = rowAt(influence, n)
    if (low >= 0) continue
    const slope = numbers[lines + n]!
    const c = coefficients?.[n] ?? 0
    const below = numbers[lines + 2 * length + n]!
    const gap = c > 0 ? -low * slope : Math.max((1 - below) * high, -below * low)
    let moved = 0
    for (let i = 0; i < network.width; i++) moved += Math.abs(numbers[at + i]!) * widthOf(relaxation, i)
    if (moved > 0)
      for (let i = 0; i < network.width; i++)
        shares[i]! += (Math.abs(c) * gap * Math.abs(numbers[at + i]!) * widthOf(relaxation, i)) / moved
    // What comes after reads the relu's result.
    for (let i = 0; i < network.width; i++) numbers[at + i]! *= slope
  }
}

/** How each active result before its relu moves with the inputs. */
function influenceOf({ space, network }: ReluRelaxation, l: number): void {
  const { kernel, everyColumn, someRows } = space
  const { numbers, integers } = kernel
  const { active, influence } = space.layers[l]!
  const { count } = space.reads[l + 1]!
  const across = padded(network.width)
  if (l === 0) {
    for (let n = 0; n < count; n++) numbers.copyWithin(rowAt(influence, n), rowAt(active, n), rowAt(active, n) + across)
    return
  }
  const before = space.layers[l - 1]!.influence
  const read = space.reads[l]!.count
  for (let n = 0; n < read; n++) integers[someRows / 4 + n] = 8 * rowAt(before, n)
  numbers.fill(0, rowAt(influence, 0), rowAt(influence, count))
  const [into, from] = [influence.address, active.address]
  kernel.multiply(into, influence.stride, from, active.stride, count, everyColumn, someRows, read, across)
}
