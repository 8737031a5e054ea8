import type { Certified } from '../proof/certify.ts'
import { opposite, type Target } from '../claim/target.ts'
import { type Attempt, type Evidence, prove } from '../proof/prove.ts'
import { freeNumber } from '../search/exhaust.ts'
import type { Point } from '../search/model.ts'
import { observedRange } from '../search/observed.ts'
import { regionsAtAGlance, regionsFor } from './effort.ts'
import type { Case } from './finding.ts'
import { tryAllFloats } from './tryAllFloats.ts'
import { newTries } from './tries.ts'

/** What an attempt at a proof came to. */
export interface Attempted {
  readonly by: 'bounds' | 'sequences' | 'exhaustion'
  /** What was done, the subject of a sentence: `bounds over 12 regions`. */
  readonly how: string
  /** What is certain now. */
  readonly certified: Certified
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

/** A short attempt: most of what bounds can show they show at once, or in a few regions. `used` cases were tried before. */
export function glance(subject: Case, objective: Target, used: number): Promise<Attempted> {
  const { proof, options } = subject
  const regions = proof === undefined ? 0 : regionsAtAGlance(proof.network, options)
  return attempt(subject, objective, { used, regions, isGlance: true })
}

/** An attempt with all regions that there are to be. */
export function attemptAll(subject: Case, objective: Target, used: number): Promise<Attempted> {
  const { proof, options } = subject
  const regions = proof === undefined ? 0 : regionsFor(proof.network, options)
  return attempt(subject, objective, { used, regions, isGlance: false })
}

interface Extent {
  readonly used: number
  readonly regions: number
  readonly isGlance: boolean
}

/**
 * Tries to show the opposite of `objective` of all outputs; inputs that bounds point at are computed as cases, and climbed from
 * between whiles.
 */
async function attempt(subject: Case, objective: Target, extent: Extent): Promise<Attempted> {
  const { claim, proof, certified, observed, options } = subject
  const { times, signal } = options
  const nothing = { by: 'bounds', certified, cases: 0, flaky: 0 } as const
  if (proof === undefined && certified.opaque.length === 0)
    return { ...nothing, how: 'the model is too large for bounds in this time', stopped: 'time' }
  if (proof === undefined || !isProvable(subject)) return { ...nothing, how: 'bounds end at unknown layers' }
  const deadline = extent.isGlance ? times.glance : times.prove
  if (signal?.aborted || performance.now() > deadline)
    return { ...nothing, how: 'no time was left for a proof', stopped: 'time' }
  const tries = newTries(subject, objective, extent.used)
  const proved = await prove(proof, opposite(objective), {
    deadline,
    signal,
    regions: extent.regions,
    tryRows: (rows, regions) => tries.tryRows(rows, extent.isGlance ? undefined : regions),
    onProgress: (done) =>
      options.onProgress({
        claim: claim.name,
        phase: 'bounds',
        cases: extent.used + tries.counts.cases,
        regions: done.regions,
        observed: observedRange(observed),
      }),
  })
  const { by, outcome, evidence } = proved
  const found = { ...tries.counts }
  let isCutShort = false
  if (!extent.isGlance && outcome !== 'shown' && outcome !== 'hit' && freeNumber(claim) !== undefined) {
    const tried = await tryAllFloats(subject, objective, proved, extent.used + found.cases)
    found.cases += tried.cases
    found.flaky += tried.flaky
    isCutShort = tried.isCutShort === true
    if (tried.hit) return { ...nothing, ...found, by: 'exhaustion', how: 'every float32', hit: tried.hit }
    if (tried.shown) {
      const all = { kind: 'exhaustion', tree: proved.tree!, record: tried.shown.record } as const
      const how = `the outputs of ${tried.cases} inputs, every one that bounds leave open,`
      return { ...found, by: 'exhaustion', how, certified: narrow(certified, tried.shown.certified), evidence: all }
    }
  }
  return {
    by,
    how: describe(proved),
    certified: narrow(certified, proved),
    ...found,
    ...(evidence && { evidence }),
    stopped: isCutShort ? 'time' : endOf(proved, extent),
  }
}

function endOf({ outcome, regions }: Attempt, extent: Extent): Attempted['stopped'] {
  if (outcome !== 'stopped') return undefined
  return regions < extent.regions ? 'time' : 'regions'
}

function describe({ by, regions, outcome }: Attempt): string {
  const what =
    by === 'sequences'
      ? 'the outputs of all strings of letters'
      : `bounds over ${regions} ${regions === 1 ? 'region' : 'regions'}`
  return `${what}${outcome === 'stuck' ? ', down to single points' : outcome === 'stopped' ? ' before they were stopped' : ''}`
}

function narrow(known: Certified, { lo, hi, nan }: Pick<Certified, 'lo' | 'hi' | 'nan'>): Certified {
  return { ...known, lo: Math.max(known.lo, lo), hi: Math.min(known.hi, hi), nan: known.nan && nan }
}
