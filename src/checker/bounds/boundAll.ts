import { affine } from '../operations/affineBounds.ts'
import { spend } from '../budget.ts'
import type { Box, Certificate, Leaf, Operation } from '../format/certificate.ts'
import { demand } from '../demand.ts'
import { type Effort, isTightened } from './effort.ts'
import { type Known, type Region, upper } from './backward.ts'
import { width } from '../format/checkNetwork.ts'
import { type Range, range, unknown } from '../numeric/bounds.ts'
import { result } from '../operations/results.ts'
import { longest } from './sequences.ts'

/** What affine operations came to the last time: parts of a domain often read the same. */
const recent = new WeakMap<
  Operation,
  { box: Box | undefined; x: readonly Range[]; ranges: readonly Range[]; errors: number[] }
>()

/** What is known of every operation's results in a region, as far as a leaf asks for it; undefined if no input is in the region. */
export function boundAll(
  certificate: Certificate,
  region: Region,
  leaf: Leaf,
  effort: Effort = 'all',
): Known | undefined {
  const { operations, output } = certificate.network
  const known: Known = { certificate, region, ranges: [], errors: [], lines: [], leaf, words: new Map() }
  let isEmpty = false
  for (const [t, operation] of operations.entries()) {
    const { kind, size } = operation
    const isExact = isExactly(operation)
    const source = operations[operation.reads[0]!]
    const box = operation.reads.length === 1 && source?.kind === 'input' ? region.boxes[source.input] : undefined
    spend(certificate.budget, costOf(certificate, operation) + operations.length + region.signs.length)
    spend(certificate.budget, leaf.sequences.length)
    const [ranges, errors] = rangesOf(known, operation, box)
    known.ranges.push(ranges)
    known.errors.push(errors)
    const cut = (i: number, lo: number, hi: number): void => {
      demand(i < size, 'it bounds a number that there is not')
      const [low, high, nan] = ranges[i]!
      if (nan) return
      const [from, to] = [Math.max(low, lo), Math.min(high, hi)]
      const isOrdered = from <= to
      ranges[i] = isExact ? [isOrdered ? from : to, isOrdered ? to : from, !isOrdered] : range(from, to)
      isEmpty ||= ranges[i]![2]
    }
    // Ranges of sums are exact where an input alone is read.
    const isTight = kind !== 'affine' || leaf.kind === 'intervals' || box !== undefined
    const places = Array.from({ length: size }, (_, i) => i)
    for (const i of isTight ? [] : places)
      if (isTightened(certificate.network, t, ranges[i]!, i, effort))
        cut(i, -upper(known, t, i, -1).constant, upper(known, t, i, 1).constant)
    for (const { target, hidden, input } of leaf.sequences)
      for (const i of target === t ? places : [])
        cut(i, -longest(known, t, i, -1, hidden, input), longest(known, t, i, 1, hidden, input))
    for (const choice of t === output ? leaf.slopes : []) {
      demand(!choice.weights || kind === 'extremum', 'its weights are not of what an output is the largest of')
      demand(choice.output < size, 'it bounds a number that there is not')
      const bound = choice.side * upper(known, t, choice.output, choice.side, -1, choice).constant
      cut(choice.output, choice.side > 0 ? -Infinity : bound, choice.side > 0 ? bound : Infinity)
    }
    for (const { operation: reader, index, sign } of region.signs)
      if (operations[reader]!.reads[0] === t) cut(index, sign > 0 ? 0 : -Infinity, sign > 0 ? Infinity : 0)
  }
  demand(!isEmpty || region.signs.length > 0, 'its bounds contradict each other')
  return isEmpty ? undefined : known
}

/** Is it one of the margins, which are no float32 numbers? */
function isExactly(operation: Operation): boolean {
  if (operation.kind === 'affine') return operation.rounding.kind === 'exact'
  return operation.kind === 'extremum' && operation.exact === true
}

function costOf({ figures }: Certificate, operation: Operation): number {
  const { kind, size } = operation
  const perFigure = figures.reduce((sum, { regions }) => sum + 1 + regions.length, 1)
  const isCurved = kind === 'elementwise' || kind === 'softmax'
  // Whole numbers of any size are slow.
  return (isExactly(operation) ? 2 ** 6 : 1) * size * (width(operation) + (isCurved ? perFigure : 0))
}

/** Ranges by what an operation reads alone, and of affine ones how far they may be off. */
function rangesOf(
  { certificate, region, ranges: known }: Known,
  operation: Operation,
  box: Box | undefined,
): readonly [Range[], number[]] {
  const { kind, reads, size, faultyOn } = operation
  const each = (make: (i: number) => Range): Range[] => Array.from({ length: size }, (_, i) => make(i))
  if (kind === 'input') {
    const { lo, hi } = region.boxes[operation.input]!
    return [each((i) => range(lo[i]!, hi[i]!)), []]
  }
  if (faultyOn.includes(certificate.backend)) return [each(() => unknown), []]
  const x = reads.length === 1 ? known[reads[0]!]! : reads.flatMap((read) => known[read]!)
  if (kind !== 'affine') return [each((i) => result(operation, i, x, certificate.figures)), []]
  const before = recent.get(operation)
  const isSame = before?.box === box && x.every((one, k) => one.every((end, part) => end === before?.x[k]?.[part]))
  if (before && isSame) return [[...before.ranges], before.errors]
  const errors: number[] = []
  const ranges = each((i) => {
    const [own, error] = affine(operation, i, x, box)
    errors.push(error)
    return own
  })
  // Ranges of what is read may be cut later on.
  recent.set(operation, { box, x: [...x], ranges: [...ranges], errors })
  return [ranges, errors]
}
