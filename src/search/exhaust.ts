import type { Claim } from '../claim/claim.ts'
import type { Stretch } from '../claim/stretch.ts'
import { opposite, shows, type Target } from '../claim/target.ts'
import { countFloats, floatAt, placeOf, type Range } from './floatPlaces.ts'
import { compute, computeAlone, emptyBatch, pointAt, type Batch, type Judged, type Point } from './model.ts'
import { isHit, progress } from './objective.ts'
import { nothingObserved, observe, type Observed } from './observed.ts'

export interface ExhaustOptions {
  /** `performance.now()` after which no new batch starts. */
  deadline: number
  signal?: AbortSignal | undefined
  /** Rows a forward pass. */
  batchSize: number
  /**
   * How far any two outputs of one input from [lo, hi] may be apart, computed in different batches: from sound bounds,
   * 0 where a backend computes a row alike in all of them. Outputs no further inside the claimed set than that are left
   * undecided.
   */
  slack: (lo: number, hi: number) => number
  onProgress?: ((done: { cases: number }) => void) | undefined
}

export interface ExhaustResult {
  /** Every float32 of the ranges was computed; false when time, the signal or a hit stopped that. */
  complete: boolean
  cases: number
  /** Rows that hit in their batch and not alone; they are undecided. */
  flaky: number
  /** An input that is a hit when computed alone. */
  hit?: Point
  /** Inputs that were computed and might be hits in another batch; with those between them where there are many. */
  undecided: Range[]
  /** The most extreme outputs that were computed, and what they may be in other batches. */
  extremes: Observed
  reach: [lo: number, hi: number]
  /** Of each range, what was computed, batch by batch. */
  record: Stretch[][]
}

/** Where a claim has a single number that is free. */
export interface FreeNumber {
  readonly input: number
  readonly element: number
  readonly lo: number
  readonly hi: number
}

/**
 * The one number of all inputs that may take several values; undefined where there are more. Where there is none, the
 * first. Zero counts as one value, though both zeros are tried where it is the free number's: sums and products care
 * little for its sign.
 */
export function freeNumber({ inputs }: Pick<Claim, 'inputs'>): FreeNumber | undefined {
  const free: FreeNumber[] = []
  for (const [input, { domain }] of inputs.entries())
    for (let element = 0; element < domain.size && free.length < 2; element++) {
      const lo = domain.lo[element]!
      const hi = domain.hi[element]!
      if (lo !== hi) free.push({ input, element, lo, hi })
    }
  const [lo, hi] = [inputs[0]!.domain.lo[0]!, inputs[0]!.domain.hi[0]!]
  if (free.length === 0) return { input: 0, element: 0, lo, hi }
  return free.length === 1 ? free[0] : undefined
}

/** Rows that hit, or might in another batch, of which each batch tries so many alone, the most promising first. */
const ALONE = 16
/** Most stretches of undecided inputs that are told apart. */
const STRETCHES = 1000

/**
 * Decides a claim of which one number is free (see `freeNumber`) by computing every float32 of the ranges, in batches.
 * A hit counts when it is one alone; without one and with nothing undecided there is none in the ranges, in a batch of
 * any size.
 */
export async function exhaust(
  claim: Claim,
  objective: Target,
  ranges: readonly Range[],
  observed: Observed,
  options: ExhaustOptions,
): Promise<ExhaustResult> {
  const free = freeNumber(claim)!
  const of = ranges.reduce((sum, range) => sum + countFloats(range), 0)
  const batch = batchOf(claim, Math.max(1, Math.min(options.batchSize, of)))
  const result = nothingTried(ranges)
  for (const [k, range] of ranges.entries()) {
    const end = placeOf(range[1], 'above')
    for (let first = placeOf(range[0], 'below'); first <= end; first += batch.rows) {
      if (options.signal?.aborted || performance.now() > options.deadline) return result
      const rows = Math.min(batch.rows, end - first + 1)
      fill(batch, free, first, rows)
      const outputs = compute(claim, batch, rows)
      observe(observed, outputs)
      const [lo, hi] = [floatAt(first), floatAt(first + rows - 1)]
      const slack = options.slack(lo, hi)
      const here = extremesOf(outputs)
      result.record[k]!.push({ lo, hi, least: here.min, most: here.max, nan: here.nan })
      const doubtful = note(result, objective, here, slack) ? rowsInDoubt(objective, outputs, rows, slack) : []
      const hit = tryAlone(claim, objective, observed, batch, doubtful, result)
      result.cases += rows
      if (hit !== undefined) return { ...result, hit }
      for (const { row } of doubtful.sort((a, b) => a.row - b.row)) leave(result.undecided, floatAt(first + row))
      options.onProgress?.({ cases: result.cases })
      // Lets an abort, a timer or a reporter have its turn between two forward passes.
      await new Promise<void>((resolve) => setImmediate(resolve))
    }
  }
  return { ...result, complete: true }
}

function nothingTried(ranges: readonly Range[]): ExhaustResult {
  const record = ranges.map(() => [])
  const reach: ExhaustResult['reach'] = [Infinity, -Infinity]
  return { complete: false, cases: 0, flaky: 0, undecided: [], extremes: nothingObserved(), reach, record }
}

/** Room for rows that differ in the free number only. */
function batchOf(claim: Claim, rows: number): Batch {
  const batch = emptyBatch(claim, rows)
  for (const [i, { domain }] of claim.inputs.entries())
    for (let row = 0; row < rows; row++) batch.inputs[i]!.set(domain.lo, row * domain.size)
  return batch
}

function fill({ inputs, rows: room }: Batch, { input, element }: FreeNumber, first: number, rows: number): void {
  const values = inputs[input]!
  const size = values.length / room
  for (let row = 0; row < rows; row++) values[row * size + element] = floatAt(first + row)
}

function extremesOf(outputs: Judged): Observed {
  const here = nothingObserved()
  observe(here, outputs)
  return here
}

/** Takes in what a batch's outputs are within. Might any of them be a hit, here or in another batch? */
function note(result: ExhaustResult, objective: Target, here: Observed, slack: number): boolean {
  const { extremes, reach } = result
  extremes.min = Math.min(extremes.min, here.min)
  extremes.max = Math.max(extremes.max, here.max)
  extremes.nan ||= here.nan
  const [lo] = around(here.min, slack)
  const [, hi] = around(here.max, slack)
  reach[0] = Math.min(reach[0], lo)
  reach[1] = Math.max(reach[1], hi)
  return here.nan || !shows(opposite(objective), lo, hi, false)
}

/** Where the output may be in other batches, rounded outwards. */
function around(output: number, slack: number): Range {
  if (slack === 0) return [output, output]
  const wide = slack + 2 ** -50 * (Math.abs(output) + slack)
  return Number.isFinite(output) ? [output - wide, output + wide] : [-Infinity, Infinity]
}

interface Doubtful {
  readonly row: number
  /** How far its best output is on the wanted side. */
  readonly progress: number
}

function rowsInDoubt(objective: Target, outputs: Judged, rows: number, slack: number): Doubtful[] {
  const width = outputs.length / rows
  const found: Doubtful[] = []
  for (let row = 0; row < rows; row++) {
    let best = -Infinity
    let isSafe = true
    for (let i = row * width; i < (row + 1) * width; i++) {
      const output = outputs[i]!
      // NaN lies in no set, here; elsewhere it may be a number, unless no batch differs.
      const safe = Number.isNaN(output)
        ? slack === 0 && !isHit(objective, output)
        : shows(opposite(objective), ...around(output, slack), false)
      isSafe &&= safe
      if (!safe) best = Math.max(best, isHit(objective, output) ? Infinity : -Infinity, progress(objective, output))
    }
    if (!isSafe) found.push({ row, progress: best })
  }
  return found
}

function tryAlone(
  claim: Claim,
  objective: Target,
  observed: Observed,
  batch: Batch,
  doubtful: readonly Doubtful[],
  result: ExhaustResult,
): Point | undefined {
  for (const { row, progress: reached } of doubtful.toSorted((a, b) => compare(b, a)).slice(0, ALONE)) {
    const point = pointAt(batch, row)
    const alone = computeAlone(claim, point)
    observe(observed, alone)
    note(result, objective, extremesOf(alone), 0)
    if (alone.some((output) => isHit(objective, output))) return point
    if (reached === Infinity) result.flaky++
  }
  return undefined
}

/** Infinities are equal here, where their difference is NaN. */
function compare(a: Doubtful, b: Doubtful): number {
  return a.progress === b.progress ? b.row - a.row : a.progress - b.progress
}

/** Adds a number above all that were added; past the most stretches the last one grows. */
function leave(undecided: Range[], value: number): void {
  const last = undecided.at(-1)
  if (last === undefined || (placeOf(value, 'below') > placeOf(last[1], 'above') + 1 && undecided.length < STRETCHES))
    undecided.push([value, value])
  else undecided[undecided.length - 1] = [last[0], value]
}
