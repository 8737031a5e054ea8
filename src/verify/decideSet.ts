import { coversRange, missesRange, type OutputSet } from '../claim/set.ts'
import { exampleOf, partsOf } from '../search/example.ts'
import type { Objective } from '../search/objective.ts'
import { observedRange } from '../search/observed.ts'
import { searchRandomly, type SearchResult } from '../search/searchRandomly.ts'
import { shrink } from '../search/shrink/shrink.ts'
import type { Case, Finding } from './finding.ts'

/** Random cases that are drawn although bounds have decided, so that `observed` can be held against `certified`. */
const CASES_AFTER_PROOF = 1000

/** Decides `always(set)`: bounds inside the set prove it, a case outside refutes it. */
export async function decideAlways(subject: Case, set: OutputSet): Promise<Finding> {
  const { certified } = subject
  const proved = !certified.nan && coversRange(set, certified.lo, certified.hi)
  const { search, example } = await hunt(subject, { set, wants: 'outside' }, proved)
  if (example)
    return {
      status: 'refuted',
      by: 'search',
      reason: `an input gives ${example.counterexample.output}`,
      ...search,
      ...example,
    }
  if (proved)
    return { status: 'proved', by: 'bounds', reason: `bounds over all inputs lie in ${set.description}`, ...search }
  return { status: 'survived', by: 'search', reason: `${searched(search)}; ${openGap(subject, set)}`, ...search }
}

/** Decides `sometimes(set)`: a case inside is a witness, bounds that miss the set refute it. */
export async function decideSometimes(subject: Case, set: OutputSet): Promise<Finding> {
  const { certified } = subject
  const refuted = missesRange(set, certified.lo, certified.hi)
  const { search, example } = await hunt(subject, { set, wants: 'inside' }, refuted)
  if (example) {
    const { counterexample: witness, parts } = example
    return { status: 'proved', by: 'witness', reason: `an input gives ${witness.output}`, ...search, witness, parts }
  }
  if (refuted)
    return { status: 'refuted', by: 'bounds', reason: `bounds over all inputs miss ${set.description}`, ...search }
  return { status: 'survived', by: 'search', reason: `${searched(search)}, and bounds do not rule one out`, ...search }
}

interface Hunted {
  search: { cases: number; flaky: number; complete: boolean }
  example?: { counterexample: ReturnType<typeof exampleOf>; parts: Record<string, number> | undefined }
}

/** Searches and shrinks what it finds. A hit where bounds have decided otherwise would mean that a bound is wrong. */
async function hunt({ claim, observed, options }: Case, objective: Objective, decided: boolean): Promise<Hunted> {
  const tell = (phase: 'search' | 'shrink', cases: number) =>
    options.onProgress({ claim: claim.name, phase, cases, observed: observedRange(observed) })
  const { hit, ...search } = await searchRandomly(claim, objective, observed, {
    ...options,
    cases: decided ? Math.min(options.cases, CASES_AFTER_PROOF) : options.cases,
    onProgress: ({ cases }) => tell('search', cases),
  })
  if (hit === undefined) return { search }
  if (decided)
    throw new Error(`unsound bounds: claim "${claim.name}" was decided by bounds, and a case contradicts them`)
  tell('shrink', search.cases)
  const shrunk = shrink(claim, objective, hit, observed, options)
  return {
    search,
    example: { counterexample: exampleOf(claim, objective, shrunk), parts: partsOf(claim, shrunk.point) },
  }
}

function searched({ cases, complete }: Pick<SearchResult, 'cases' | 'complete'>): string {
  return `no hit in ${cases} cases${complete ? '' : ' before the search was stopped'}`
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
