import type { Certificate, Leaf } from '../format/certificate.ts'
import { demand } from '../demand.ts'
import { effortsFor } from '../bounds/effort.ts'
import { type Known, type Region, upper } from '../bounds/backward.ts'
import { boundAll } from '../bounds/boundAll.ts'
import { next, type Range } from '../numeric/bounds.ts'

/** A leaf that asks for nothing but linear relaxation. */
export const plain: Leaf = { kind: 'linear', slopes: [], sequences: [], lines: [] }

/** How often a part that is not shown at once is cut in halves. */
export const CUTS = 4

/** What outputs of a part are within; `open` is the first that does not show it, `known` what there is to know of it. */
interface Bounded {
  readonly least: number
  readonly most: number
  readonly open: number | undefined
  readonly known: Known | undefined
}

/** The least and the greatest output of a part by linear relaxation, cut in halves where that does not show it at once. @throws Rejection */
export function showLeaf(
  certificate: Certificate,
  region: Region,
  leaf: Leaf,
  shows: (one: Range) => boolean,
  cuts: number = CUTS,
): readonly [least: number, most: number] {
  let last: Bounded | undefined
  for (const [own, effort] of waysFor(certificate, leaf)) {
    last = boundOutputs(certificate, boundAll(certificate, region, own, effort), shows)
    if (last.open === undefined && isWithin(last, leaf)) return [last.least, last.most]
  }
  const { open, known, least, most } = last!
  const halves = known && cuts > 0 && leaf.kind === 'linear' ? halve(known, open ?? 0, shows) : undefined
  if (!halves) {
    const [lo, hi, nan] = open === undefined ? [least, most, false] : known!.ranges[certificate.network.output]![open]!
    demand(open === undefined, `outputs within [${lo}, ${hi}]${nan ? ' or NaN' : ''} do not show it`)
    demand(false, `a part says [${leaf.range!.join(', ')}] and has [${lo}, ${hi}]`)
  }
  const parts = halves.map((half) => showLeaf(certificate, half, leaf, shows, cuts - 1))
  const all = { least: Math.min(...parts.map(([lo]) => lo)), most: Math.max(...parts.map(([, hi]) => hi)) }
  return [all.least, all.most]
}

/** Ways to bound a part, cheap ones first; those ask for nothing but what all leaves have. */
export function* waysFor({ network }: Certificate, leaf: Leaf): Generator<readonly [Leaf, 'output' | 'cheap' | 'all']> {
  const efforts = leaf.kind === 'linear' && leaf.sequences.length === 0 ? effortsFor(network) : (['all'] as const)
  if (efforts.length > 1) yield [{ ...plain, kind: 'intervals' }, 'all']
  for (const effort of efforts) yield [leaf, effort]
}

function boundOutputs({ network }: Certificate, known: Known | undefined, shows: (one: Range) => boolean): Bounded {
  const outputs = known?.ranges[network.output] ?? []
  const open = outputs.findIndex((one) => !shows(one))
  let [least, most] = [Infinity, -Infinity]
  for (const [lo, hi] of outputs) [least, most] = [Math.min(least, lo), Math.max(most, hi)]
  return { least, most, open: open < 0 ? undefined : open, known }
}

/** Are outputs where the leaf says that they are? */
function isWithin({ least, most }: Bounded, { range }: Leaf): boolean {
  const [from = NaN, to = NaN] = range ?? [-Infinity, Infinity]
  // Float64 may round otherwise there; an infinite end is no less than infinite.
  const near = (end: number): number => (Number.isFinite(end) ? 1e-9 * Math.abs(end) : 0)
  return least > most || (from <= least + near(least) && to >= most - near(most))
}

/** The halves of a part, cut where output `index` loses most; undefined where no number can be. */
function halve(known: Known, index: number, shows: (one: Range) => boolean): [Region, Region] | undefined {
  const { certificate, region } = known
  const { operations, output } = certificate.network
  const [, hi] = known.ranges[output]![index]!
  const side = shows([hi, hi, false]) ? -1 : 1
  let [widest, most, at] = [-1, -1, -1]
  for (const [t, operation] of operations.entries()) {
    const box = operation.kind === 'input' ? region.boxes[operation.input]! : undefined
    if (operation.kind !== 'input' || !box || box.letters !== undefined) continue
    const { slopes } = upper(known, output, index, side, t)
    for (const [i, low] of box.lo.entries()) {
      const effect = Math.abs(slopes?.[i] ?? 0) * (box.hi[i]! - low)
      if (low < box.hi[i]! && effect > most) [widest, most, at] = [operation.input, effect, i]
    }
  }
  if (widest < 0) return undefined
  const { lo: from, hi: to } = region.boxes[widest]!
  const middle = Math.fround(from[at]! / 2 + to[at]! / 2)
  const cut = middle < to[at]! ? Math.max(middle, from[at]!) : from[at]!
  const put = (lo: Float32Array, top: Float32Array): Region => ({
    ...region,
    boxes: region.boxes.map((box, i) => (i === widest ? { lo, hi: top } : box)),
  })
  return [put(from, to.with(at, cut)), put(from.with(at, next(cut)), to)]
}
