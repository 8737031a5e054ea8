import { chainOf } from '../proof/chain/chain.ts'
import type { Certified } from '../proof/certify.ts'
import type { Goal } from '../proof/branch/goal.ts'
import { type Evidence, prove } from '../proof/prove.ts'
import { freeNumber } from '../search/exhaust.ts'
import type { Point } from '../search/model.ts'
import type { Objective } from '../search/objective.ts'
import { observedRange } from '../search/observed.ts'
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
}

/** Is there a proof to attempt? Not past a layer that bounds know nothing of. */
export function isProvable({ proof, certified }: Pick<Case, 'proof' | 'certified'>): boolean {
  return proof !== undefined && certified.opaque.length === 0
}

export function isTimeUp({ options: { signal, deadline } }: Pick<Case, 'options'>): boolean {
  return signal?.aborted === true || performance.now() > deadline
}

/** Milliseconds that are worth a look before cases are climbed from: about what that takes; of chains, of which many regions are bounded in it, more. */
const GLANCE = { any: 300, chain: 3000 }

/** A short attempt: most of what bounds can show they show at once, or in a few regions. */
export function glance(subject: Case, goal: Goal, objective: Objective): Promise<Attempted> {
  const { proof, options } = subject
  const time = proof && chainOf(proof.network) ? GLANCE.chain : GLANCE.any
  const deadline = Math.min(options.deadline, performance.now() + time)
  return attempt(subject, goal, objective, { deadline, regions: options.regions, isGlance: true })
}

interface Effort {
  readonly deadline: number
  readonly regions: number
  readonly isGlance: boolean
}

/**
 * Tries to show that no output is what `objective` looks for; inputs that bounds point at are computed as cases, and climbed from
 * between whiles.
 */
export async function attempt(
  subject: Case,
  goal: Goal,
  objective: Objective,
  effort: Effort = { ...subject.options, isGlance: false },
): Promise<Attempted> {
  const { claim, proof, certified, observed, options } = subject
  const nothing = { by: 'bounds', certified, cases: 0, flaky: 0 } as const
  if (proof === undefined || !isProvable(subject)) return { ...nothing, how: 'bounds end at unknown layers' }
  if (isTimeUp(subject)) return { ...nothing, how: 'no time was left for a proof' }
  const tries = newTries(subject, objective)
  const proved = await prove(proof, goal, {
    deadline: effort.deadline,
    signal: options.signal,
    regions: effort.regions,
    tryRows: (rows) => tries.tryRows(rows, !effort.isGlance),
    onProgress: (done) =>
      options.onProgress({
        claim: claim.name,
        phase: 'bounds',
        cases: tries.counts.cases,
        regions: done.regions,
        observed: observedRange(observed),
      }),
  })
  const { by, regions, outcome, evidence } = proved
  const found = { ...tries.counts }
  if (!effort.isGlance && outcome !== 'shown' && outcome !== 'hit' && freeNumber(claim) !== undefined) {
    const tried = await tryAllFloats(subject, objective, proved)
    found.cases += tried.cases
    found.flaky += tried.flaky
    if (tried.hit) return { ...nothing, ...found, by: 'exhaustion', how: 'every float32', hit: tried.hit }
    if (tried.shown) {
      const all = { kind: 'exhaustion', tree: proved.tree!, record: tried.shown.record } as const
      const how = `the outputs of ${tried.cases} inputs, every one that bounds leave open,`
      return { ...found, by: 'exhaustion', how, certified: narrow(certified, tried.shown.certified), evidence: all }
    }
  }
  const how =
    by === 'sequences'
      ? 'the outputs of all strings of letters'
      : `bounds over ${regions} ${regions === 1 ? 'region' : 'regions'}`
  const end = outcome === 'stuck' ? ', down to single points' : outcome === 'stopped' ? ' before they were stopped' : ''
  return { by, how: `${how}${end}`, certified: narrow(certified, proved), ...found, ...(evidence && { evidence }) }
}

function narrow(known: Certified, { lo, hi, nan }: Pick<Certified, 'lo' | 'hi' | 'nan'>): Certified {
  return { ...known, lo: Math.max(known.lo, lo), hi: Math.min(known.hi, hi), nan: known.nan && nan }
}
