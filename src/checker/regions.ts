import { spend } from './budget.ts'
import { marginsOf } from './margins.ts'
import { type Box, type Certificate, type Computed, type Leaf, type Split } from './certificate.ts'
import { demand } from './demand.ts'
import { type Ancestor, fillIn, newAncestor } from './dense/ancestors.ts'
import { readDense } from './dense/readDense.ts'
import { type DenseChecker, newDenseChecker, type Weights } from './dense/showBox.ts'
import type { Region } from './forms.ts'
import { boundAll } from './known.ts'
import { nodesIn } from './nodesIn.ts'
import { next, type Range } from './ranges.ts'

/** The model's outputs for values of the one input number that is free, one row after the other. */
export type Compute = (values: Float32Array) => Float32Array

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
function split({ boxes, signs }: Region, node: Split): [left: Region, right: Region] {
  if (node.kind === 'phase') {
    const half = (sign: 1 | -1): Region => ({ boxes, signs: [...signs, { ...node, sign }] })
    return [half(1), half(-1)]
  }
  const { lo, hi, letters } = boxes[node.input]!
  const put = (box: Box): Region => ({ boxes: boxes.map((one, i) => (i === node.input ? box : one)), signs })
  if (node.kind === 'letters') {
    demand(letters !== undefined, 'an input of numbers has no letters')
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

const ends = (boxes: readonly Box[]): (readonly [number, number])[] =>
  boxes.flatMap(({ lo, hi }) => Array.from(lo, (from, i) => [from, hi[i]!] as const))

/** All inputs of a part of a domain in which one number is free (if any; else the first counts as it), computed. @throws Error */
function computeAll(
  { domains, holds }: Certificate,
  { boxes, signs }: Region,
  node: Computed,
  compute?: Compute,
): Range[] {
  demand(compute !== undefined, 'it cannot be checked without the model')
  const judge = (outputs: Float32Array): ArrayLike<number> & Iterable<number> =>
    'margins' in holds ? marginsOf(outputs, holds.margins, holds.kind) : outputs
  const [free = 0, another] = [...ends(domains).entries()].filter(([, [from, to]]) => from < to).map(([i]) => i)
  demand(another === undefined && signs.length === 0, 'more than one number is free')
  const [first, last] = ends(boxes)[free]!
  let [least, most, isNaN, count] = [Infinity, -Infinity, false, 0]
  for (let x = first; x <= last;) {
    const values = new Float32Array(2 ** 16 + 1)
    let rows = 0
    for (; rows < 2 ** 16 && x <= last; x = next(x)) {
      // Both zeros.
      if (x === 0) values[rows++] = -0
      values[rows++] = x + 0
    }
    const outputs = judge(compute(values.subarray(0, rows)))
    demand(outputs.length >= rows && outputs.length % rows === 0, 'the model gives no output for each input')
    for (const output of outputs) {
      isNaN ||= Number.isNaN(output)
      least = output < least ? output : least
      most = output > most ? output : most
    }
    count += rows
    demand(count <= node.cases, `it says that ${node.cases} inputs were computed, and there are more`)
  }
  demand(count === node.cases, `it says that ${node.cases} inputs were computed, and there are ${count}`)
  return [[least - node.slack, most + node.slack, isNaN]]
}

/** Signs known at once, and numbers of all boxes that are yet to be seen, for which there is memory. */
const [MOST_SIGNS, MOST_NUMBERS] = [2 ** 12, 2 ** 26]

/** A part that is yet to be seen, and what it lies in. */
interface Open {
  readonly region: Region
  readonly above: Ancestor | undefined
}

/** How often a part that is not shown at once is cut in halves. */
const CUTS = 4

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
  compute?: Compute,
): readonly [least: number, most: number] {
  const { network, budget } = certificate
  const open: Open[] = [{ region: root, above: undefined }]
  const dense = root.boxes.some(({ letters }) => letters !== undefined) ? undefined : readDense(certificate)
  const quick = dense && newDenseChecker(dense, budget)
  const ownNumbers = root.boxes.reduce((sum, { lo }) => sum + lo.length, 1)
  const numbers = ownNumbers + (dense?.layers.reduce((sum, { size }) => sum + size, 0) ?? 0)
  let [least, most] = [Infinity, -Infinity]
  for (const node of nodesIn(network, nodes)) {
    const part = open.pop()
    demand(part !== undefined, 'it has more parts than the domain')
    const { region, above } = part
    spend(budget, ownNumbers + region.signs.length)
    demand(region.signs.length <= MOST_SIGNS && open.length * numbers <= MOST_NUMBERS, 'its parts are nested too deep')
    if (!('slopes' in node) && node.kind !== 'computed') {
      const here = quick && node.kind === 'number' ? newAncestor(quick, region.boxes[0]!, above) : above
      for (const half of split(region, node).toReversed()) open.push({ region: half, above: here })
      continue
    }
    const [lo, hi] = quickly(quick, part, node, shows) ?? slowly(certificate, region, node, shows, compute)
    least = Math.min(least, lo)
    most = Math.max(most, hi)
  }
  demand(open.length === 0, 'a part of the domain has no proof')
  return [least, most]
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
  compute?: Compute,
): readonly [least: number, most: number] {
  const isBounded = node.kind !== 'computed'
  const bounds = isBounded ? boundAll(certificate, region, node)?.ranges[certificate.network.output] : undefined
  const outputs = isBounded ? (bounds ?? []) : computeAll(certificate, region, node, compute)
  const failing = outputs.find((one) => !shows(one))
  demand(
    failing === undefined,
    `outputs within [${failing?.[0]}, ${failing?.[1]}]${failing?.[2] ? ' or NaN' : ''} do not show it`,
  )
  const [lo, hi] = [Math.min(...outputs.map(([low]) => low)), Math.max(...outputs.map(([, high]) => high))]
  const [from = NaN, to = NaN] = (isBounded && node.range) || [-Infinity, Infinity]
  // Float64 may round otherwise there; an infinite end is no less than infinite.
  const near = (end: number): number => (Number.isFinite(end) ? 1e-9 * Math.abs(end) : 0)
  const isClaimed = outputs.length === 0 || (from <= lo + near(lo) && to >= hi - near(hi))
  demand(isClaimed, `a part says [${from}, ${to}] and has [${lo}, ${hi}]`)
  return [lo, hi]
}
