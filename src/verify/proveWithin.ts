import type { CertifiedBounds } from '../proof/certify.ts'
import { opposite, type Target } from '../claim/target.ts'
import { defined } from '../defined.ts'
import { type ProofResult, type Evidence, prove } from '../proof/prove.ts'
import { freeNumber } from '../search/exhaust.ts'
import type { Point } from '../search/model.ts'
import { regionsAtAGlance, regionsFor } from './effort.ts'
import { type Case, tellProgress } from './decision.ts'
import { type AllFloatsResult, tryAllFloats } from './tryAllFloats.ts'
import { newTries } from './tries.ts'

/** What an attempt at a proof came to. */
export interface ProofAttempt {
  readonly by: 'bounds' | 'sequences' | 'exhaustion'
  /** What was done, the subject of a sentence: `bounds over 12 regions`. */
  readonly how: string
  /** What is certain now. */
  readonly certified: CertifiedBounds
  /** The proof, where there is one. */
  readonly evidence?: Evidence
  /** An input that is what the objective looks for, come across on the way. */
  readonly hit?: Point
  readonly cases: number
  readonly flaky: number
  /** What ended it, where more of it might have decided. */
  readonly stopped?: 'time' | 'regions' | undefined
}

/** Is there a proof to attempt? Not past a layer that bounds know nothing of. */
export function isProvable({ proof, certified }: Pick<Case, 'proof' | 'certified'>): boolean {
  return proof !== undefined && certified.opaque.length === 0
}

/**
 * How far an attempt goes: a glance, since most of what bounds can show they show at once, or in a few regions; or with
 * all time and regions that there are.
 */
export type Reach = 'glance' | 'all'

/**
 * Tries to show the opposite of `objective` of all outputs, within `reach`; inputs that bounds point at are computed as
 * cases, and climbed from between whiles. `used` cases were tried before.
 */
export async function proveWithin(reach: Reach, subject: Case, objective: Target, used: number): Promise<ProofAttempt> {
  const { proof, certified, options } = subject
  const { times, signal } = options
  const nothing = { by: 'bounds', certified, cases: 0, flaky: 0 } as const
  if (proof === undefined && certified.opaque.length === 0)
    return { ...nothing, how: 'the model is too large for bounds in this time', stopped: 'time' }
  if (proof === undefined || !isProvable(subject)) return { ...nothing, how: 'bounds end at unknown layers' }
  const deadline = reach === 'glance' ? times.glance : times.prove
  if (signal?.aborted || performance.now() > deadline)
    return { ...nothing, how: 'no time was left for a proof', stopped: 'time' }
  const regions = reach === 'glance' ? regionsAtAGlance(proof, options) : regionsFor(proof, options)
  const tries = newTries(subject, objective, used)
  const proved = await prove(proof, opposite(objective), {
    deadline,
    signal,
    regions,
    tryRows: (rows, bounded) => tries.tryRows(rows, reach === 'glance' ? undefined : bounded),
    onProgress: (done) => tellProgress(subject, 'bounds', used + tries.counts.cases, done.regions),
  })
  const attempt: ProofAttempt = {
    by: proved.by,
    how: describe(proved),
    certified: narrow(certified, proved),
    ...tries.counts,
    ...defined({ evidence: proved.evidence }),
    stopped: endOf(proved, regions),
  }
  const isOpen = proved.outcome !== 'shown' && proved.outcome !== 'hit'
  if (reach === 'glance' || !isOpen || freeNumber(subject.claim) === undefined) return attempt
  return withAllFloats(subject, attempt, proved, await tryAllFloats(subject, objective, proved, used + attempt.cases))
}

/** An attempt by bounds, and what came of trying every float32 that they had left open. */
function withAllFloats(
  { certified }: Case,
  attempt: ProofAttempt,
  { tree }: ProofResult,
  tried: AllFloatsResult,
): ProofAttempt {
  const counts = { cases: attempt.cases + tried.cases, flaky: attempt.flaky + tried.flaky }
  if (tried.hit) return { by: 'exhaustion', how: 'every float32', certified, ...counts, hit: tried.hit }
  if (!tried.shown) return { ...attempt, ...counts, stopped: tried.isCutShort ? 'time' : attempt.stopped }
  return {
    by: 'exhaustion',
    how: `the outputs of ${tried.cases} inputs, every one that bounds leave open,`,
    certified: narrow(certified, tried.shown.certified),
    ...counts,
    evidence: { kind: 'exhaustion', tree: tree!, record: tried.shown.record },
  }
}

function endOf({ outcome, regions }: ProofResult, most: number): ProofAttempt['stopped'] {
  if (outcome !== 'stopped') return undefined
  return regions < most ? 'time' : 'regions'
}

function describe({ by, regions, outcome }: ProofResult): string {
  const what =
    by === 'sequences'
      ? 'the outputs of all strings of letters'
      : `bounds over ${regions} ${regions === 1 ? 'region' : 'regions'}`
  return `${what}${outcome === 'stuck' ? ', down to single points' : outcome === 'stopped' ? ' before they were stopped' : ''}`
}

function narrow(known: CertifiedBounds, { lo, hi, nan }: Pick<CertifiedBounds, 'lo' | 'hi' | 'nan'>): CertifiedBounds {
  return { ...known, lo: Math.max(known.lo, lo), hi: Math.min(known.hi, hi), nan: known.nan && nan }
}
