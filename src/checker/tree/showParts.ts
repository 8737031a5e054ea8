import { spend } from '../budget.ts'
import type { Box, Certificate, Computed, Leaf, Network, Split } from '../format/certificate.ts'
import { computedRanges, type Source } from './computed.ts'
import { demand, Rejection } from '../demand.ts'
import { type Ancestor, fillIn, newAncestor } from '../reluNetwork/ancestors.ts'
import { readDense } from '../reluNetwork/readReluNetwork.ts'
import { type DenseChecker, newDenseChecker, type Weights } from '../reluNetwork/showBox.ts'
import type { Region } from '../bounds/backward.ts'
import { nodesIn } from '../format/nodesIn.ts'
import { next, type Range } from '../numeric/bounds.ts'
import { CUTS, showLeaf } from './showLeaf.ts'

/** One-hot rows with the letters whose `hi` is 1. */
export function spell(hi: Float32Array, letters: number): Box {
  const count = hi.map((_, i) => hi.subarray(i - (i % letters), i - (i % letters) + letters).reduce((a, b) => a + b))
  demand(
    hi.every((one, i) => (one === 0 || one === 1) && count[i]! > 0),
    'a row has no letter',
  )
  return { lo: hi.map((one, i) => (one === 1 && count[i] === 1 ? 1 : 0)), hi, letters }
}

/** Two parts that hold all of a region between them. A number that is NaN has no sign: it stays possible in both parts. */
function split({ operations }: Network, { boxes, signs }: Region, node: Split): [left: Region, right: Region] {
  if (node.kind === 'phase') {
    const read = operations[node.operation]?.kind === 'elementwise' ? operations[node.operation]!.reads[0]! : -1
    demand(node.index < (operations[read]?.size ?? 0), 'it splits by the sign of a number that there is not')
    const half = (sign: 1 | -1): Region => ({ boxes, signs: [...signs, { ...node, sign }] })
    return [half(1), half(-1)]
  }
  demand(node.input < boxes.length, 'it splits an input that there is not')
  const { lo, hi, letters } = boxes[node.input]!
  const put = (box: Box): Region => ({ boxes: boxes.map((one, i) => (i === node.input ? box : one)), signs })
  if (node.kind === 'letters') {
    demand(letters !== undefined, 'an input of numbers has no letters')
    demand(node.row < hi.length / letters, 'it splits a row that there is not')
    const isLeft = (i: number): boolean => node.letters.includes(i % letters)
    const half = (left: boolean) =>
      Float32Array.from(hi, (one, i) => (Math.floor(i / letters) === node.row && isLeft(i) !== left ? 0 : one))
    return [put(spell(half(true), letters)), put(spell(half(false), letters))]
  }
  const { index, at } = node
  const isSound = letters === undefined && Math.fround(at) === at && lo[index]! <= at && at < hi[index]!
  demand(isSound, 'a number is split outside its box')
  return [put({ lo, hi: hi.with(index, at) }), put({ lo: lo.with(index, next(at)), hi })]
}

/** Signs known at once, and numbers of all boxes that are yet to be seen, for which there is memory. */
const [MOST_SIGNS, MOST_NUMBERS] = [2 ** 12, 2 ** 26]

/** A part that is yet to be seen, and what it lies in. */
interface Open {
  readonly region: Region
  readonly above: Ancestor | undefined
}

/** What a leaf asks for beside weights is left to the general way. */
function weightsOf({ kind, slopes, sequences, lines, range }: Leaf): Weights | undefined {
  const isPlain = kind === 'linear' && sequences.length === 0 && lines.length === 0 && range === undefined
  const weights = slopes.flatMap(({ output, side, lower, weights: own }) =>
    own && side < 0 && lower.length === 0 ? [{ output, weights: own }] : [],
  )
  return isPlain && weights.length === slopes.length ? weights : undefined
}

/** Walks the tree of all parts, whose every output number has to show it. The least and greatest output. @throws Error */
export function checkParts(
  certificate: Certificate,
  root: Region,
  shows: (one: Range) => boolean,
  nodes: Parameters<typeof nodesIn>[1],
  source: Source,
): readonly [least: number, most: number] {
  const { network, budget } = certificate
  const open: Open[] = [{ region: root, above: undefined }]
  const dense = root.boxes.some(({ letters }) => letters !== undefined) ? undefined : readDense(certificate)
  const quick = dense && newDenseChecker(dense, budget)
  const ownNumbers = root.boxes.reduce((sum, { lo }) => sum + lo.length, 1)
  const numbers = ownNumbers + (dense?.layers.reduce((sum, { size }) => sum + size, 0) ?? 0)
  let [least, most, leaves] = [Infinity, -Infinity, 0]
  for (const node of nodesIn(network, nodes)) {
    const part = open.pop()
    demand(part !== undefined, 'it has more parts than the domain')
    const { region, above } = part
    spend(budget, ownNumbers + region.signs.length)
    demand(region.signs.length <= MOST_SIGNS && open.length * numbers <= MOST_NUMBERS, 'its parts are nested too deep')
    if (!('slopes' in node) && node.kind !== 'computed') {
      const here = quick && node.kind === 'number' ? newAncestor(quick, region.boxes[0]!, above) : above
      for (const half of split(network, region, node).toReversed()) open.push({ region: half, above: here })
      continue
    }
    const [lo, hi] = atLeaf(leaves++, () => {
      return quickly(quick, part, node, shows) ?? slowly(certificate, region, node, shows, source)
    })
    least = Math.min(least, lo)
    most = Math.max(most, hi)
  }
  demand(open.length === 0, 'a part of the domain has no proof')
  return [least, most]
}

/** What is rejected at a leaf says so. */
function atLeaf<Result>(leaf: number, show: () => Result): Result {
  try {
    return show()
  } catch (error) {
    if (error instanceof Rejection) error.leaf = leaf
    throw error
  }
}

/** Undefined where that is no way, or not enough. */
function quickly(
  quick: DenseChecker | undefined,
  { region, above }: Open,
  node: Leaf | Computed,
  shows: (one: Range) => boolean,
): readonly [least: number, most: number] | undefined {
  const weights = node.kind === 'computed' || region.signs.length > 0 ? undefined : weightsOf(node)
  if (!quick || !weights) return undefined
  const box = region.boxes[0]!
  const once = above?.isFull === false ? quick.show({ ...box, known: above.known }, shows, weights, 0) : undefined
  if (once) return once
  if (above) fillIn(quick, above)
  return quick.show({ ...box, known: above?.known }, shows, weights, CUTS)
}

function slowly(
  certificate: Certificate,
  region: Region,
  node: Leaf | Computed,
  shows: (one: Range) => boolean,
  source: Source,
): readonly [least: number, most: number] {
  if (node.kind !== 'computed') return showLeaf(certificate, region, node, shows)
  let [least, most] = [Infinity, -Infinity]
  for (const one of computedRanges(certificate, region, node, source, shows)) {
    const [lo, hi, nan] = one
    demand(shows(one), `outputs within [${lo}, ${hi}]${nan ? ' or NaN' : ''} do not show it`)
    least = Math.min(least, lo)
    most = Math.max(most, hi)
  }
  return [least, most]
}
