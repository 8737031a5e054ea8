import { upper } from '../bounds/backward.ts'
import { boundAll } from '../bounds/boundAll.ts'
import { boundWithin } from '../bounds/boundWithin.ts'
import { halve, widest } from '../bounds/box.ts'
import { type Effort, effortsFor } from '../bounds/effort.ts'
import type { Known, Region } from '../bounds/known.ts'
import type { Check } from '../check.ts'
import { demand } from '../demand.ts'
import type { Leaf } from '../format/certificate.ts'
import { plain } from '../format/nodesIn.ts'
import type { Bounds } from '../numeric/bounds.ts'
import { withBox } from './split.ts'

/** How often a part that is not shown at once is cut in halves. */
export const CUTS = 4

/**
 * What outputs of a part are within; `open` is the first that does not show it, `known` what there is to know of it.
 */
interface Bounded {
  readonly least: number
  readonly most: number
  readonly open: number | undefined
  readonly known: Known | undefined
}

/**
 * The least and the greatest output of a part by linear relaxation, cut in halves where that does not show it at once.
 * @throws Rejection
 */
export function showLeaf(
  check: Check,
  region: Region,
  leaf: Leaf,
  shows: (one: Bounds) => boolean,
  cuts: number = CUTS,
): readonly [least: number, most: number] {
  let last: Bounded | undefined
  for (const [own, effort] of waysFor(check, leaf)) {
    last = boundOutputs(check, boundAll(check, region, own, effort), shows)
    if (last.open === undefined && isWithin(last, leaf)) return [last.least, last.most]
  }
  const { open, known, least, most } = last!
  const halves = known && cuts > 0 && leaf.kind === 'linear' ? halvesOf(known, open ?? 0, shows) : undefined
  if (!halves) {
    const [lo, hi, nan] = open === undefined ? [least, most, false] : known!.bounds[check.network.output]![open]!
    demand(open === undefined, `outputs within [${lo}, ${hi}]${nan ? ' or NaN' : ''} do not show it`)
    demand(false, `a part says [${leaf.range!.join(', ')}] and has [${lo}, ${hi}]`)
  }
  const parts = halves.map((half) => showLeaf(check, half, leaf, shows, cuts - 1))
  return [Math.min(...parts.map(([lo]) => lo)), Math.max(...parts.map(([, hi]) => hi))]
}

/**
 * The least and the greatest output of a part that differs in phases only from `whole`, of which bounds are known;
 * undefined where that does not show it.
 */
export function showWithin(
  whole: Known,
  region: Region,
  leaf: Leaf,
  shows: (one: Bounds) => boolean,
): readonly [least: number, most: number] | undefined {
  const { least, most, open } = boundOutputs(whole.check, boundWithin(whole, region, leaf), shows)
  return open === undefined && isWithin({ least, most }, leaf) ? [least, most] : undefined
}

/** Ways to bound a part, cheap ones first; those ask for nothing but what all leaves have. */
export function* waysFor({ plan }: Check, leaf: Leaf): Generator<readonly [Leaf, Effort]> {
  const efforts = leaf.kind === 'linear' && leaf.sequences.length === 0 ? effortsFor(plan) : (['all'] as const)
  if (efforts.length > 1) yield [{ ...plain, kind: 'intervals' }, 'all']
  for (const effort of efforts) yield [leaf, effort]
}

function boundOutputs({ network }: Check, known: Known | undefined, shows: (one: Bounds) => boolean): Bounded {
  const outputs = known?.bounds[network.output] ?? []
  const open = outputs.findIndex((one) => !shows(one))
  let [least, most] = [Infinity, -Infinity]
  for (const [lo, hi] of outputs) [least, most] = [Math.min(least, lo), Math.max(most, hi)]
  return { least, most, open: open < 0 ? undefined : open, known }
}

/** Are outputs where the leaf says that they are? */
function isWithin({ least, most }: Pick<Bounded, 'least' | 'most'>, { range }: Leaf): boolean {
  const [from = NaN, to = NaN] = range ?? [-Infinity, Infinity]
  // Float64 may round otherwise there; an infinite end is no less than infinite.
  const near = (end: number): number => (Number.isFinite(end) ? 1e-9 * Math.abs(end) : 0)
  return least > most || (from <= least + near(least) && to >= most - near(most))
}

/** The halves of a part, cut where output `index` loses most; undefined where no number can be. */
function halvesOf(known: Known, index: number, shows: (one: Bounds) => boolean): [Region, Region] | undefined {
  const { check, region } = known
  const { operations, output } = check.network
  const [, hi] = known.bounds[output]![index]!
  const side = shows([hi, hi, false]) ? -1 : 1
  let [input, at, most] = [-1, -1, -1]
  for (const [t, operation] of operations.entries()) {
    if (operation.kind !== 'input') continue
    const box = region.boxes[operation.input]!
    if (box.letters !== undefined) continue
    const { slopes } = upper(known, output, index, side, t)
    const [i, effect] = widest(box, (k) => slopes?.[k] ?? 0)
    if (effect > most) [input, at, most] = [operation.input, i, effect]
  }
  if (input < 0) return undefined
  const [left, right] = halve(region.boxes[input]!, at)
  return [withBox(region, input, left), withBox(region, input, right)]
}
