import type { Claim } from '../../claim/claim.ts'
import type { Matter, ShrinkStep } from '../../claim/verdict.ts'
import type { Point } from '../model.ts'
import type { Target } from '../../claim/target.ts'
import type { Observed } from '../observed.ts'
import { blocks, merges, moved, singleSteps, type Change } from './candidates.ts'
import { dropLeastInfluential } from './influence.ts'
import { spaceOf, type Space } from './space.ts'
import { benchFor, firstTaken, type Bench, type ChangeResult } from './tryChanges.ts'

export interface ShrinkOptions {
  /** `performance.now()` after which shrinking stops where it is. */
  deadline: number
  signal?: AbortSignal | undefined
}

export interface ShrinkResult {
  readonly point: Point
  /** True only if the last pass saw that no single step that is left keeps it a hit. */
  readonly minimal: boolean
  /** Coordinates (numbers or letters) that differ from the simplest point. */
  readonly distance: number
  readonly forwardPasses: number
  /** From the hit itself to `point`: every point that was taken over. */
  readonly path: readonly ShrinkStep[]
  /**
   * What the last pass saw of each number or letter that is left, the one that matters most first; empty unless
   * `minimal`.
   */
  readonly matters: readonly Matter[]
}

/**
 * Makes a hit as simple as it can be, many candidates a forward pass: of large inputs what matters least, then blocks
 * of halving size and single coordinates put to the simplest point, then simpler values for each coordinate that is
 * left, until none of the single steps keeps it a hit. Every point that is taken over is a hit when computed alone.
 */
export async function shrink(
  claim: Claim,
  objective: Target,
  hit: Point,
  observed: Observed,
  options: ShrinkOptions,
): Promise<ShrinkResult> {
  const space = spaceOf(claim)
  const stop = () => options.signal?.aborted === true || performance.now() > options.deadline
  const bench = benchFor(claim, objective, observed, space, stop)
  const first = firstStep(bench, space.read(hit))
  let current = await dropLeastInfluential(claim, objective, { space, bench }, first, stop)
  let minimal = false
  let matters: Matter[] = []
  while (!minimal && !stop()) {
    const dropped = await drop(space, bench, current, stop)
    // Dropped as far as it goes, and only then polished: values of numbers that will go need no care.
    if (dropped !== current) {
      current = dropped
      continue
    }
    // Of many numbers there are many steps: listing them takes a while, too.
    if (stop()) break
    const tried = await bench.tryAll(current, singleSteps(space, current))
    const polished =
      (await takeOver(bench, current, simplestOfEach(tried))) ?? lastResort(bench, current, tried, objective)
    if (polished !== undefined) current = polished
    else if (!stop()) {
      minimal = true
      matters = leaveOneOut(claim, space, current, tried)
    }
  }
  return {
    point: bench.point(current),
    minimal,
    distance: moved(space, current).length,
    forwardPasses: bench.forwardPasses(),
    path: bench.path(),
    matters,
  }
}

/** The hit itself, which begins the path; with 0 for every -0, which nobody finds simple, where that is a hit too. */
function firstStep(bench: Bench, hit: Float64Array): Float64Array {
  const itself: Change = { coordinates: [], values: [] }
  const plain = hit.map((value) => value + 0)
  return bench.take(plain, itself) ?? bench.take(hit, itself) ?? hit
}

/** Puts blocks of ever smaller size to the simplest point; as many sizes share a pass as it may hold. */
async function drop(space: Space, bench: Bench, start: Float64Array, stop: () => boolean): Promise<Float64Array> {
  let current = start
  let left = moved(space, current)
  let size = left.length
  while (size >= 1 && !stop()) {
    const changes: Change[] = []
    do {
      changes.push(...blocks(space, left, size))
      size = size === 1 ? 0 : Math.ceil(size / 2)
    } while (size >= 1 && changes.length + left.length / size <= bench.capacity)
    const next = await takeOver(bench, current, await bench.tryAll(current, changes))
    if (next === undefined) continue
    current = next
    left = moved(space, current)
    size = Math.min(size, left.length)
  }
  return current
}

/**
 * Merges as many accepted changes as stay a hit together, those that cost least first: all prefixes of that order in
 * one pass, the longest that is still a hit, alone too, is taken. Undefined where there is none.
 */
async function takeOver(
  bench: Bench,
  current: Float64Array,
  tried: readonly ChangeResult[],
): Promise<Float64Array | undefined> {
  const accepted = tried.filter(({ hit }) => hit).sort(byProgress)
  const unions = merges(accepted.map(({ change }) => change))
  const together = unions.length > 1 ? await bench.tryAll(current, unions) : accepted
  return firstTaken(bench, current, together.filter(({ hit }) => hit).toReversed())
}

/** One comparison a time, for infinities have no difference. */
function byProgress(a: ChangeResult, b: ChangeResult): number {
  return a.progress === b.progress ? 0 : a.progress > b.progress ? -1 : 1
}

/** The simplest accepted value of each coordinate: steps come simplest first. */
function simplestOfEach(tried: readonly ChangeResult[]): ChangeResult[] {
  const first = new Map<number, ChangeResult>()
  for (const one of tried) {
    const coordinate = one.change.coordinates[0]!
    if (one.hit && !first.has(coordinate)) first.set(coordinate, one)
  }
  return [...first.values()]
}

/**
 * Before "no single step is left" is said: a row alone and the same row in a batch may differ in the last bits, so
 * steps that were accepted, or refused by so little, are asked once more, alone.
 */
function lastResort(
  bench: Bench,
  current: Float64Array,
  tried: readonly ChangeResult[],
  { set }: Target,
): Float64Array | undefined {
  const scale = Math.max(1, ...[set.lo, set.hi].filter(Number.isFinite).map(Math.abs))
  const close = tried.filter(({ hit, progress }) => hit || progress > -1e-5 * scale)
  return firstTaken(bench, current, close)
}

/**
 * Of the last pass, the steps that put one coordinate to its simplest value: the less of a hit is left, the more it
 * matters.
 */
function leaveOneOut(claim: Claim, space: Space, current: Float64Array, tried: readonly ChangeResult[]): Matter[] {
  const alone = tried.filter(({ change }) => change.values[0] === space.baseline[change.coordinates[0]!])
  return alone
    .sort(byProgress)
    .toReversed()
    .map(({ change, output }) => {
      const coordinate = change.coordinates[0]!
      const { input, index } = space.place(coordinate)
      const name = claim.inputs[input]!.name
      return { input: name, index, value: current[coordinate]!, simplest: change.values[0]!, without: output }
    })
}
