import { spend } from './budget.ts'
import { type Box, type Certificate, type Leaf, type Operation, width } from './certificate.ts'
import { demand } from './demand.ts'
import { type Known, type Region, upper } from './forms.ts'
import { affine, type Range, range, result, unknown } from './ranges.ts'
import { longest } from './sequences.ts'

/** What affine operations came to the last time: parts of a domain often read the same. */
const recent = new WeakMap<
  Operation,
  { box: Box | undefined; x: Range[]; results: (readonly [Range, error: number])[] }
>()

/** What is known of every operation's results in a region, as far as a leaf asks for it; undefined if no input is in the region. */
export function boundAll(certificate: Certificate, region: Region, leaf: Leaf): Known | undefined {
  const { operations, output } = certificate.network
  const perFigure = certificate.figures.reduce((sum, { regions }) => sum + 1 + regions.length, 1)
  const known: Known = { certificate, region, ranges: [], errors: [], lines: [], leaf, words: new Map() }
  let isEmpty = false
  for (const [t, operation] of operations.entries()) {
    const { kind, reads, size, faultyOn } = operation
    // Margins are no float32 numbers.
    const isExact =
      kind === 'affine' ? operation.rounding.kind === 'exact' : kind === 'extremum' && operation.exact === true
    // Whole numbers of any size are slow.
    const effort = isExact ? 2 ** 6 : 1
    const own =
      effort * size * (kind === 'elementwise' || kind === 'softmax' ? width(operation) + perFigure : width(operation))
    spend(certificate.budget, own + operations.length + leaf.sequences.length + region.signs.length)
    const x = reads.flatMap((read) => known.ranges[read]!)
    const source = operations[reads[0]!]
    const box = reads.length === 1 && source?.kind === 'input' ? region.boxes[source.input] : undefined
    const before = recent.get(operation)
    const isSame = before?.box === box && x.every((one, k) => one.every((end, part) => end === before?.x[k]![part]))
    const results = isSame && before ? before.results : []
    const rangeOf = (i: number): Range => {
      if (kind === 'input') return range(region.boxes[operation.input]!.lo[i]!, region.boxes[operation.input]!.hi[i]!)
      if (faultyOn.includes(certificate.backend)) return unknown
      if (kind !== 'affine') return result(operation, i, x, certificate.figures)
      results[i] ??= affine(operation, i, x, box)
      return results[i][0]
    }
    const ranges = Array.from({ length: size }, (_, i) => rangeOf(i))
    if (kind === 'affine') recent.set(operation, { box, x, results })
    known.ranges.push(ranges)
    known.errors.push(results.map(([, error]) => error))
    const cut = (i: number, lo: number, hi: number): void => {
      const [low, high, nan] = ranges[i]!
      if (nan) return
      const [from, to] = [Math.max(low, lo), Math.min(high, hi)]
      const isOrdered = from <= to
      ranges[i] = isExact ? [isOrdered ? from : to, isOrdered ? to : from, !isOrdered] : range(from, to)
      isEmpty ||= ranges[i]![2]
    }
    // Ranges of sums are exact where an input alone is read, and of others matter where they are not added up again.
    const isRead = t === output || operations.some((one) => one.kind !== 'affine' && one.reads.includes(t))
    if (kind === 'affine' && leaf.kind === 'linear' && isRead && !box)
      ranges.forEach((_, i) => cut(i, -upper(known, t, i, -1).constant, upper(known, t, i, 1).constant))
    for (const { target, hidden, input } of leaf.sequences)
      if (target === t)
        ranges.forEach((_, i) =>
          cut(i, -longest(known, t, i, -1, hidden, input), longest(known, t, i, 1, hidden, input)),
        )
    for (const choice of t === output ? leaf.slopes : []) {
      demand(!choice.weights || kind === 'extremum', 'its weights are not of what an output is the largest of')
      const bound = choice.side * upper(known, t, choice.output, choice.side, -1, choice).constant
      cut(choice.output, choice.side > 0 ? -Infinity : bound, choice.side > 0 ? bound : Infinity)
    }
    for (const { operation: reader, index, sign } of region.signs)
      if (operations[reader]!.reads[0] === t) cut(index, sign > 0 ? 0 : -Infinity, sign > 0 ? Infinity : 0)
  }
  demand(!isEmpty || region.signs.length > 0, 'its bounds contradict each other')
  return isEmpty ? undefined : known
}
