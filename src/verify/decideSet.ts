import { coversRange, missesRange, type OutputSet } from '../claim/set.ts'
import type { DecidedBy, Example } from '../claim/verdict.ts'
import type { Certified } from '../proof/certify.ts'
import { countCoverage } from '../search/countCoverage.ts'
import { exampleOf, partsOf } from '../search/example.ts'
import { climb } from '../search/gradient/climb.ts'
import { Starts } from '../search/gradient/starts.ts'
import type { Objective } from '../search/objective.ts'
import type { Point } from '../search/model.ts'
import { observedRange } from '../search/observed.ts'
import { searchRandomly, type SearchResult } from '../search/searchRandomly.ts'
import { shrink, type ShrinkResult } from '../search/shrink/shrink.ts'
import { atOnce, type Case, type Finding, unsound } from './finding.ts'
import { attempt } from './attempt.ts'

/** Cases to climb from, for each side on which an output can leave its range. */
const STARTS = 16

/** Random cases that are drawn although bounds have decided, so that `observed` can be held against `certified`. */
const CASES_AFTER_PROOF = 1000

/** Decides `always(set)`: a case outside refutes it, bounds inside the set prove it. */
export async function decideAlways(subject: Case, set: OutputSet): Promise<Finding> {
  const { certified } = subject
  const known = !certified.nan && coversRange(set, certified.lo, certified.hi)
  const objective = { set, wants: 'outside' } as const
  const { by, search, example } = await hunt(subject, objective, known)
  if (example) return refutedBy(by, search, example)
  if (known)
    return {
      status: 'proved',
      by: 'bounds',
      reason: `bounds over all inputs lie in ${set.description}`,
      evidence: atOnce,
      ...search,
    }
  const tried = await attempt(subject, { set, wants: 'inside' }, objective)
  const counts = {
    ...search,
    cases: search.cases + tried.cases,
    flaky: search.flaky + tried.flaky,
    certified: tried.certified,
  }
  if (tried.hit) return refutedBy(tried.by, counts, shrinkTo(subject, objective, tried.hit, counts.cases))
  if (tried.evidence)
    return {
      status: 'proved',
      by: tried.by,
      reason: `${tried.how} lie in ${set.description}`,
      evidence: tried.evidence,
      ...counts,
    }
  const reason = `${searched(counts)}; ${tried.how}; ${openGap(tried.certified, set)}`
  return { status: 'survived', by, reason, ...counts }
}

/** Decides `sometimes(set)`: a case inside is a witness, bounds that miss the set refute it. */
export async function decideSometimes(subject: Case, set: OutputSet): Promise<Finding> {
  const { certified } = subject
  const known = missesRange(set, certified.lo, certified.hi)
  const objective = { set, wants: 'inside' } as const
  const { by, search, example } = await hunt(subject, objective, known)
  if (example) return witnessed(search, example)
  if (known)
    return {
      status: 'refuted',
      by: 'bounds',
      reason: `bounds over all inputs miss ${set.description}`,
      evidence: atOnce,
      ...search,
    }
  const tried = await attempt(subject, { set, wants: 'outside' }, objective)
  const counts = {
    ...search,
    cases: search.cases + tried.cases,
    flaky: search.flaky + tried.flaky,
    certified: tried.certified,
  }
  if (tried.hit) return witnessed(counts, shrinkTo(subject, objective, tried.hit, counts.cases))
  if (tried.evidence)
    return {
      status: 'refuted',
      by: tried.by,
      reason: `${tried.how} miss ${set.description}`,
      evidence: tried.evidence,
      ...counts,
    }
  return {
    status: 'survived',
    by,
    reason: `${searched(counts)}, and bounds do not rule one out: ${tried.how}`,
    ...counts,
  }
}

function refutedBy(by: DecidedBy, search: Counts, example: Shrunk): Finding {
  const { counterexample, parts, shrunk } = example
  return {
    status: 'refuted',
    by,
    reason: `an input gives ${counterexample.output}`,
    ...search,
    counterexample,
    parts,
    shrunk,
  }
}

function witnessed(search: Counts, { counterexample: witness, parts }: Shrunk): Finding {
  return { status: 'proved', by: 'witness', reason: `an input gives ${witness.output}`, ...search, witness, parts }
}

type Counts = Pick<Finding, 'cases' | 'flaky' | 'warnings' | 'certified'>

interface Hunted {
  /** The last stretch that was gone. */
  by: 'search' | 'gradient'
  search: { cases: number; flaky: number; complete: boolean; warnings: readonly string[] }
  example?: Shrunk
}

/** A hit made as simple as it can be. */
interface Shrunk {
  counterexample: Example
  parts: Record<string, number> | undefined
  shrunk: ShrinkResult
}

/** Searches and shrinks what it finds. A hit where bounds have decided otherwise would mean that a bound is wrong. */
async function hunt(subject: Case, objective: Objective, decided: boolean): Promise<Hunted> {
  const { claim, options } = subject
  const { by, hit, warning, ...counts } = decided
    ? await randomly(subject, objective, Math.min(options.cases, CASES_AFTER_PROOF))
    : await randomlyThenUphill(subject, objective)
  const search = { ...counts, warnings: warning === undefined ? [] : [warning] }
  if (hit === undefined) return { by, search }
  if (decided) throw unsound(`claim "${claim.name}" was decided by bounds, and a case contradicts them`)
  return { by, search, example: shrinkTo(subject, objective, hit, search.cases) }
}

function shrinkTo(subject: Case, objective: Objective, hit: Point, cases: number): Shrunk {
  const { claim, observed, options } = subject
  tell(subject, 'shrink', cases)
  const shrunk = shrink(claim, objective, hit, observed, options)
  return { counterexample: exampleOf(claim, objective, shrunk), parts: partsOf(claim, shrunk.point), shrunk }
}

type Searched = SearchResult & { by: 'search' | 'gradient' }

async function randomly(subject: Case, objective: Objective, cases: number, starts?: Starts): Promise<Searched> {
  const { claim, observed, counted, options } = subject
  const result = await searchRandomly(claim, objective, observed, {
    ...options,
    cases,
    onBatch: (batch, outputs, rows) => {
      countCoverage(claim, counted, batch, rows)
      starts?.offer(batch, outputs, rows)
    },
    onProgress: (done) => tell(subject, 'search', done.cases),
  })
  return { ...result, by: 'search' }
}

async function randomlyThenUphill(subject: Case, objective: Objective): Promise<Searched> {
  const { claim, observed, options } = subject
  const starts = new Starts(objective, STARTS)
  const first = await randomly(subject, objective, options.cases, starts)
  if (first.hit !== undefined || !first.complete) return first
  const second = await climb(claim, objective, starts.best(), observed, {
    ...options,
    onProgress: ({ cases }) => tell(subject, 'search', first.cases + cases),
  })
  // Without a gradient and without letters nothing was climbed.
  const by = second.cases > 0 || second.hit ? 'gradient' : 'search'
  return { ...second, by, cases: first.cases + second.cases, flaky: first.flaky + second.flaky }
}

function tell({ claim, observed, options }: Case, phase: 'search' | 'shrink', cases: number): void {
  options.onProgress({ claim: claim.name, phase, cases, observed: observedRange(observed) })
}

function searched({ cases, flaky, complete }: Hunted['search']): string {
  const inBatches = flaky > 0 ? ` that is one alone too (${flaky} were hits in their batch only)` : ''
  return `no hit${inBatches} in ${cases} cases${complete ? '' : ' before the search was stopped'}`
}

/** How far the certified range is from a proof. */
function openGap(certified: Certified, set: OutputSet): string {
  const gaps = [
    ...(certified.lo < set.lo ? [`${certified.lo} to ${set.lo}`] : []),
    ...(certified.hi > set.hi ? [`${set.hi} to ${certified.hi}`] : []),
    ...(certified.nan ? ['NaN'] : []),
  ]
  const open = gaps.length > 0 ? `not ruled out: ${gaps.join(', ')}` : 'not ruled out: the bound itself'
  return certified.opaque.length > 0 ? `${open} (unknown layers: ${certified.opaque.join(', ')})` : open
}
