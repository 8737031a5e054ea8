import { spend } from '../budget.ts'
import type { Check } from '../check.ts'
import { demand } from '../demand.ts'
import type { Box, Leaf, Operation } from '../format/certificate.ts'
import { type Bounds, float32Bounds } from '../numeric/bounds.ts'
import { rulesOf, width } from '../operations/index.ts'
import { allUnknown, each, type Results } from '../operations/rules.ts'
import { upper } from './backward.ts'
import { type Effort, isTightened } from './effort.ts'
import { boundsRead, type Known, newKnown, type Region } from './known.ts'
import { longest } from './sequences.ts'

/**
 * What is known of every operation's results in a region, as far as a leaf asks for it; undefined if no input is in the
 * region. Operation after operation: bounds by those of what it reads, then whatever cuts them.
 */
export function boundAll(check: Check, region: Region, leaf: Leaf, effort: Effort = 'all'): Known | undefined {
  const { operations, output } = check.network
  const known = newKnown(check, region, leaf)
  for (const [t, operation] of operations.entries()) {
    spend(check.budget, costOf(check, operation) + operations.length + region.phases.length + leaf.sequences.length)
    const { bounds, errors } = boundsOf(known, t)
    known.bounds.push(bounds)
    known.errors.push(errors)
    cutByForms(known, t, effort)
    cutBySequences(known, t)
    if (t === output) cutByChoices(known, t)
    cutByPhases(known, t)
  }
  demand(!known.isEmpty || region.phases.length > 0, 'its bounds contradict each other')
  return known.isEmpty ? undefined : known
}

function costOf({ figures }: Check, operation: Operation): number {
  const { kind, size } = operation
  const perFigure = figures.reduce((sum, { regions }) => sum + 1 + regions.length, 1)
  const isCurved = kind === 'elementwise' || kind === 'softmax'
  // Whole numbers of any size are slow.
  return (isExactly(operation) ? 2 ** 6 : 1) * size * (width(operation) + (isCurved ? perFigure : 0))
}

/** Is it one of the margins, which are no float32 numbers? */
function isExactly(operation: Operation): boolean {
  if (operation.kind === 'affine') return operation.rounding.kind === 'exact'
  return operation.kind === 'extremum' && operation.exact === true
}

/** Bounds by what an operation reads alone, and of affine ones how far they may be off. */
export function boundsOf(known: Known, t: number): Results {
  const { check, region } = known
  const operation = check.network.operations[t]!
  if (operation.kind === 'input') {
    const { lo, hi } = region.boxes[operation.input]!
    return each(operation, (i) => float32Bounds(lo[i]!, hi[i]!))
  }
  if (operation.faultyOn.includes(check.backend)) return allUnknown(operation)
  const [x, box] = [boundsRead(known, t), boxOf(known, operation)]
  // It may take the largest float32 for an infinity.
  const isEndless = ([lo, hi]: Bounds): boolean => lo === hi && !Number.isFinite(lo)
  if (check.backend === 'onnxruntime' && x.some(isEndless)) return allUnknown(operation)
  const bound = (): Results => rulesOf(operation).bounds(operation, x, { figures: check.figures, box })
  return operation.kind === 'affine' ? unlessRecent(check, operation, box, x, bound) : bound()
}

/** The box of the input that an operation reads alone. */
function boxOf({ check, region }: Known, { reads }: Operation): Box | undefined {
  const source = check.network.operations[reads[0]!]
  return reads.length === 1 && source?.kind === 'input' ? region.boxes[source.input] : undefined
}

/** What came of it the last time where the very same is read. */
function unlessRecent(
  { recent }: Check,
  operation: Operation,
  box: Box | undefined,
  x: readonly Bounds[],
  bound: () => Results,
): Results {
  const before = recent.get(operation)
  const isSame = before?.box === box && x.every((one, k) => one.every((end, part) => end === before?.x[k]?.[part]))
  if (before && isSame) return { bounds: [...before.bounds], errors: before.errors }
  const { bounds, errors } = bound()
  // Bounds, these and those of what is read, may be cut later on.
  recent.set(operation, { box, x: [...x], bounds: [...bounds], errors })
  return { bounds, errors }
}

/** Sums are bounded by linear relaxation; where they read an input alone, intervals say all that there is. */
function cutByForms(known: Known, t: number, effort: Effort): void {
  const { check, leaf, bounds } = known
  const operation = check.network.operations[t]!
  if (operation.kind !== 'affine' || leaf.kind === 'intervals' || boxOf(known, operation)) return
  for (let i = 0; i < operation.size; i++)
    if (isTightened(check, t, bounds[t]![i]!, i, effort))
      cut(known, t, i, -upper(known, t, i, -1).constant, upper(known, t, i, 1).constant)
}

/** What a leaf names as a sum over windows of strings. */
function cutBySequences(known: Known, t: number): void {
  for (const sequence of known.leaf.sequences)
    for (let i = 0; sequence.target === t && i < known.bounds[t]!.length; i++)
      cut(known, t, i, -longest(known, sequence, i, -1), longest(known, sequence, i, 1))
}

/** Slopes, multipliers and weights that a leaf says how to bound an output with. */
export function cutByChoices(known: Known, t: number): void {
  const { kind, size } = known.check.network.operations[t]!
  for (const choice of known.leaf.slopes) {
    const { output, side, weights } = choice
    demand(!weights || kind === 'extremum', 'its weights are not of what an output is the largest of')
    demand(output < size, 'it bounds a number that there is not')
    const bound = side * upper(known, t, output, side, -1, choice).constant
    cut(known, t, output, side > 0 ? -Infinity : bound, side > 0 ? bound : Infinity)
  }
}

/** Phases that the region has of what an operation gives to another. */
export function cutByPhases(known: Known, t: number): void {
  const { operations } = known.check.network
  for (const { operation, index, sign } of known.region.phases)
    if (operations[operation]!.reads[0] === t) cut(known, t, index, sign > 0 ? 0 : -Infinity, sign > 0 ? Infinity : 0)
}

/**
 * A result is within [lo, hi] too, unless it is NaN: margins to the last bit of float64, all else to the float32
 * numbers between.
 */
function cut(known: Known, t: number, i: number, lo: number, hi: number): void {
  const bounds = known.bounds[t]!
  demand(i < bounds.length, 'it bounds a number that there is not')
  const [low, high, nan] = bounds[i]!
  if (nan) return
  const [from, to] = [Math.max(low, lo), Math.min(high, hi)]
  const isOrdered = from <= to
  const isExact = isExactly(known.check.network.operations[t]!)
  const own: Bounds = isOrdered ? [from, to, false] : [to, from, true]
  bounds[i] = isExact ? own : float32Bounds(from, to)
  known.isEmpty ||= bounds[i]![2]
}
