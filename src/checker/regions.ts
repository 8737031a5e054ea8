import { spend } from './budget.ts'
import { marginsOf } from './margins.ts'
import { type Box, type Certificate, type Computed, type Node, type Split } from './certificate.ts'
import { demand } from './demand.ts'
import type { Region } from './forms.ts'
import { boundAll } from './known.ts'
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

/** Walks the tree of all parts, whose every output number has to show it. The least and greatest output. @throws Error */
export function checkParts(
  certificate: Certificate,
  root: Region,
  shows: (one: Range) => boolean,
  nodes: readonly Node[],
  compute?: Compute,
): readonly [least: number, most: number] {
  const open = [root]
  const numbers = root.boxes.reduce((sum, { lo }) => sum + lo.length, 1)
  let [least, most] = [Infinity, -Infinity]
  for (const node of nodes) {
    const region = open.pop()
    demand(region !== undefined, 'it has more parts than the domain')
    spend(certificate.budget, numbers + region.signs.length)
    demand(region.signs.length <= MOST_SIGNS && open.length * numbers <= MOST_NUMBERS, 'its parts are nested too deep')
    const isBounded = 'slopes' in node
    if (!isBounded && node.kind !== 'computed') open.push(...split(region, node).toReversed())
    const bounds = isBounded ? boundAll(certificate, region, node)?.ranges[certificate.network.output] : undefined
    const outputs = node.kind === 'computed' ? computeAll(certificate, region, node, compute) : (bounds ?? [])
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
    least = Math.min(least, lo)
    most = Math.max(most, hi)
  }
  demand(open.length === 0, 'a part of the domain has no proof')
  return [least, most]
}
