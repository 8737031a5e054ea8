import { coversRange, missesRange, type OutputSet } from '../claim/set.ts'
import type { Example } from '../claim/verdict.ts'
import { countCoverage } from '../search/countCoverage.ts'
import { exampleOf, partsOf } from '../search/example.ts'
import { climb } from '../search/gradient/climb.ts'
import { Starts } from '../search/gradient/starts.ts'
import type { Objective } from '../search/objective.ts'
import { observedRange } from '../search/observed.ts'
import { searchRandomly, type SearchResult } from '../search/searchRandomly.ts'
import { shrink, type ShrinkResult } from '../search/shrink/shrink.ts'
import { type Case, type Finding, unsound } from './finding.ts'

/** Cases to climb from, for each side on which an output can leave its range. */
const STARTS = 16

/** Random cases that are drawn although bounds have decided, so that `observed` can be held against `certified`. */
const CASES_AFTER_PROOF = 1000

/** Decides `always(set)`: bounds inside the set prove it, a case outside refutes it. */
export async function decideAlways(subject: Case, set: OutputSet): Promise<Finding> {
  const { certified } = subject
  const proved = !certified.nan && coversRange(set, certified.lo, certified.hi)
  const { by, search, example } = await hunt(subject, { set, wants: 'outside' }, proved)
  if (example)
    return {
      status: 'refuted',
      by,
      reason: `an input gives ${example.counterexample.output}`,
      ...search,
      ...example,
    }
  if (proved)
    return { status: 'proved', by: 'bounds', reason: `bounds over all inputs lie in ${set.description}`, ...search }
  return { status: 'survived', by, reason: `${searched(search)}; ${openGap(subject, set)}`, ...search }
}

/** Decides `sometimes(set)`: a case inside is a witness, bounds that miss the set refute it. */
export async function decideSometimes(subject: Case, set: OutputSet): Promise<Finding> {
  const { certified } = subject
  const refuted = missesRange(set, certified.lo, certified.hi)
  const { by, search, example } = await hunt(subject, { set, wants: 'inside' }, refuted)
  if (example) {
    const { counterexample: witness, parts } = example
    return { status: 'proved', by: 'witness', reason: `an input gives ${witness.output}`, ...search, witness, parts }
  }
  if (refuted)
    return { status: 'refuted', by: 'bounds', reason: `bounds over all inputs miss ${set.description}`, ...search }
  return {
    status: 'survived',
    by,
    reason: `${searched(search)}, and bounds do not rule one out`,
    ...search,
  }
}

interface Hunted {
  /** The last stretch that was gone. */
  by: 'search' | 'gradient'
  search: { cases: number; flaky: number; complete: boolean; warnings: readonly string[] }
  example?: {
    counterexample: Example
    parts: Record<string, number> | undefined
    shrunk: ShrinkResult
  }
}

/** Searches and shrinks what it finds. A hit where bounds have decided otherwise would mean that a bound is wrong. */
async function hunt(subject: Case, objective: Objective, decided: boolean): Promise<Hunted> {
  const { claim, observed, options } = subject
  const { by, hit, warning, ...counts } = decided
    ? await randomly(subject, objective, Math.min(options.cases, CASES_AFTER_PROOF))
    : await randomlyThenUphill(subject, objective)
  const search = { ...counts, warnings: warning === undefined ? [] : [warning] }
  if (hit === undefined) return { by, search }
  if (decided) throw unsound(`claim "${claim.name}" was decided by bounds, and a case contradicts them`)
  tell(subject, 'shrink', search.cases)
  const shrunk = shrink(claim, objective, hit, observed, options)
  const counterexample = exampleOf(claim, objective, shrunk)
  return { by, search, example: { counterexample, parts: partsOf(claim, shrunk.point), shrunk } }
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

function searched({ cases, flaky, complete }: Pick<SearchResult, 'cases' | 'flaky' | 'complete'>): string {
  const inBatches = flaky > 0 ? ` that is one alone too (${flaky} were hits in their batch only)` : ''
  return `no hit${inBatches} in ${cases} cases${complete ? '' : ' before the search was stopped'}`
}

/** How far the certified range is from a proof. */
function openGap({ certified }: Case, set: OutputSet): string {
  const gaps = [
    ...(certified.lo < set.lo ? [`${certified.lo} to ${set.lo}`] : []),
    ...(certified.hi > set.hi ? [`${set.hi} to ${certified.hi}`] : []),
    ...(certified.nan ? ['NaN'] : []),
  ]
  const open = gaps.length > 0 ? `not ruled out: ${gaps.join(', ')}` : 'not ruled out: the bound itself'
  return certified.opaque.length > 0 ? `${open} (unknown layers: ${certified.opaque.join(', ')})` : open
}
