import { type Certificate, demand, type Leaf } from './certificate.ts'
import { type Known, type Region, upper } from './forms.ts'
import { affine, range, result, unknown } from './ranges.ts'
import { longest } from './sequences.ts'

/** What is known of every operation's results in a region, as far as a leaf asks for it; undefined if no input is in the region. */
export function boundAll(certificate: Certificate, region: Region, leaf: Leaf): Known | undefined {
  const { operations, output } = certificate.network
  const known: Known = { certificate, region, ranges: [], errors: [], lines: [], leaf }
  let isEmpty = false
  for (const [t, operation] of operations.entries()) {
    const x = operation.reads.flatMap((read) => known.ranges[read]!)
    const errors: number[] = []
    const source = operations[operation.reads[0]!]
    const box = source?.kind === 'input' ? region.boxes[source.input] : undefined
    const ranges = Array.from({ length: operation.size }, (_, i) => {
      if (operation.kind === 'input')
        return range(region.boxes[operation.input]!.lo[i]!, region.boxes[operation.input]!.hi[i]!)
      if (operation.faultyOn.includes(certificate.backend)) return unknown
      if (operation.kind !== 'affine') return result(operation, i, x, certificate.figures)
      const [own, error] = affine(operation, i, x, operation.reads.length === 1 ? box : undefined)
      errors[i] = error
      return own
    })
    known.ranges.push(ranges)
    known.errors.push(errors)
    const cut = (i: number, lo: number, hi: number): void => {
      const [low, high, nan] = ranges[i]!
      if (nan) return
      ranges[i] = range(Math.max(low, lo), Math.min(high, hi))
      isEmpty ||= ranges[i]![2]
    }
    // Ranges of sums are exact where an input alone is read, and of others matter where they are not added up again.
    const isRead = t === output || operations.some(({ kind, reads }) => kind !== 'affine' && reads.includes(t))
    if (operation.kind === 'affine' && leaf.kind === 'linear' && isRead && (!box || operation.reads.length > 1))
      ranges.forEach((_, i) => cut(i, -upper(known, t, i, -1).constant, upper(known, t, i, 1).constant))
    for (const { target, hidden, input } of leaf.sequences)
      if (target === t)
        ranges.forEach((_, i) =>
          cut(i, -longest(known, t, i, -1, hidden, input), longest(known, t, i, 1, hidden, input)),
        )
    for (const choice of t === output ? leaf.slopes : []) {
      const bound = choice.side * upper(known, t, choice.output, choice.side, -1, choice).constant
      cut(choice.output, choice.side > 0 ? -Infinity : bound, choice.side > 0 ? bound : Infinity)
    }
    for (const { operation: reader, index, sign } of region.signs)
      if (operations[reader]!.reads[0] === t) cut(index, sign > 0 ? 0 : -Infinity, sign > 0 ? Infinity : 0)
  }
  demand(!isEmpty || region.signs.length > 0, 'its bounds contradict each other')
  return isEmpty ? undefined : known
}
