import { defined } from '../../defined.ts'
import { OvershootError } from '../../errors.ts'
import { checkWritable } from '../writeReport.ts'
import { type Baseline, baselineOf, byNameAndPlace, type PlacedVerdict } from './baseline.ts'
import { readBaseline, writeBaseline } from './baselineFile.ts'
import type { BaselineReport, Change, Comparison } from './change.ts'
import { compareBaseline, type CompareOptions } from './compareBaseline.ts'
import { nameOf } from './formatBaseline.ts'
import { pairClaims } from './pairClaims.ts'

/** How far a certified range may grow where nothing else is said, as a share of its width. */
export const DEFAULT_GROWTH = 0.01

export interface GateOptions {
  /** Where it lies. */
  readonly path: string
  /** What reports call it. */
  readonly file: string
  readonly growth?: number | undefined
  /** Take over what the run finds, what is worse included. */
  readonly update: boolean
  /** May a file that is not there be written without being asked for? In CI nobody would keep it. */
  readonly mayRecord: boolean
  /** What to run for an update, for messages. */
  readonly howToUpdate: string
}

/** A baseline that was read, and what is to be done with it when the verdicts are there. */
export interface Gate extends GateOptions {
  readonly recorded: Baseline | undefined
}

/** What came of it. */
export interface Passed {
  readonly report: BaselineReport
  /** Does the run fail? */
  readonly worse: boolean
  /** Verdicts for which no record speaks. */
  readonly unrecorded: readonly PlacedVerdict[]
}

/**
 * Reads a baseline before any work is done.
 * @throws FILE_UNREADABLE for a file that is no baseline, which no update replaces; BASELINE_MISSING; FILE_UNWRITABLE
 */
export async function openGate(options: GateOptions): Promise<Gate> {
  const { path, file, update, mayRecord, howToUpdate } = options
  const recorded = await readBaseline(path)
  if (recorded === undefined && !update && !mayRecord)
    throw new OvershootError(
      'BASELINE_MISSING',
      `${file}: there is no such baseline, and in CI none is recorded unasked: record it with ${howToUpdate}, and commit it`,
    )
  if (recorded === undefined || update) await checkWritable(path)
  return { ...options, recorded }
}

/**
 * Compares verdicts with the baseline, and writes it where it is to be recorded or updated. An update leaves what is on
 * record of claims that came to no verdict and may well be there: all others of a run that was not complete, and those
 * with a reason (`whyGone`).
 * @throws BASELINE_AMBIGUOUS, FILE_UNWRITABLE
 */
export async function passGate(
  gate: Gate,
  verdicts: readonly PlacedVerdict[],
  { complete = true, whyGone }: Omit<CompareOptions, 'growth'> = {},
): Promise<Passed> {
  const { path, file, recorded, growth = DEFAULT_GROWTH, update } = gate
  if (recorded === undefined) {
    await writeBaseline(path, baselineOf(verdicts))
    const notes = complete ? [] : ['not all claims ran: only those that did are in it']
    const report = { file, outcome: 'recorded', changes: [], tolerated: [], notes } as const
    return { report, worse: false, unrecorded: update ? [] : verdicts }
  }
  const comparison = compareBaseline(recorded, verdicts, { growth, complete, ...defined({ whyGone }) })
  const { gone, added } = pairClaims(recorded, verdicts, complete)
  if (!update) {
    const worse = comparison.changes.some(({ kind }) => kind === 'worse')
    return { report: { file, outcome: 'compared', ...comparison }, worse, unrecorded: added }
  }
  const undecided = complete ? gone.filter((one) => whyGone?.(one) !== undefined) : gone
  await writeBaseline(path, [...baselineOf(verdicts), ...undecided].sort(byNameAndPlace))
  const report = { file, outcome: 'updated', ...(complete ? keeping(undecided, comparison) : comparison) } as const
  return { report, worse: false, unrecorded: [] }
}

/** Tells of claims that an update leaves on record not that they are gone, but that they stay, and why. */
function keeping(kept: Baseline, { changes, notes, ...rest }: Comparison): Comparison {
  const stays = ({ claim, place, to }: Change) =>
    to === 'gone' && kept.some((one) => one.claim === claim && one.place === place)
  return {
    ...rest,
    changes: changes.filter((change) => !stays(change)),
    notes: [...notes, ...changes.filter(stays).map((one) => `stays on record as it was: ${nameOf(one)}: ${one.why}`)],
  }
}
