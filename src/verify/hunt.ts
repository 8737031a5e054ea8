import type { Example } from '../claim/verdict.ts'
import { countCoverage } from '../search/countCoverage.ts'
import { exampleOf, partsOf } from '../search/example.ts'
import { climb } from '../search/gradient/climb.ts'
import { Starts } from '../search/gradient/starts.ts'
import type { Point } from '../search/model.ts'
import type { Objective } from '../search/objective.ts'
import { observedRange } from '../search/observed.ts'
import { searchRandomly, type SearchResult } from '../search/searchRandomly.ts'
import { shrink, type ShrinkResult } from '../search/shrink/shrink.ts'
import { isProvable } from './attempt.ts'
import { type Case, unsound } from './finding.ts'

/** Cases to climb from, for each side on which an output can leave its range. */
const STARTS = 16

/** Random cases that are drawn although bounds have decided, so that `observed` can be held against `certified`. */
const CASES_AFTER_PROOF = 1000

/** What a search came to. */
export interface Hunted {
  /** The last stretch that was gone. */
  readonly by: 'search' | 'gradient'
  readonly search: {
    readonly cases: number
    readonly flaky: number
    readonly complete: boolean
    readonly warnings: readonly string[]
  }
  /** Cases to climb from. */
  readonly starts: Starts
  readonly example?: Shrunk
}

/** A hit made as simple as it can be. */
export interface Shrunk {
  readonly example: Example
  readonly parts: Record<string, number> | undefined
  readonly shrunk: ShrinkResult
}

/** Draws cases and shrinks what hits. A hit where bounds have decided otherwise would mean that a bound is wrong. */
export async function huntRandomly(subject: Case, objective: Objective, decided: boolean): Promise<Hunted> {
  const { claim, observed, counted, options } = subject
  const starts = new Starts(objective, STARTS)
  const result = await searchRandomly(claim, objective, observed, {
    ...options,
    deadline: deadlineOf(subject),
    cases: decided ? Math.min(options.cases, CASES_AFTER_PROOF) : options.cases,
    onBatch: (batch, outputs, rows) => {
      countCoverage(claim, counted, batch, rows)
      if (!decided) starts.offer(batch, outputs, rows)
    },
    onProgress: (done) => tell(subject, 'search', done.cases),
  })
  if (decided && result.hit) throw unsound(`claim "${claim.name}" was decided by bounds, and a case contradicts them`)
  return hunted(subject, objective, 'search', result, starts)
}

/** Climbs from the best cases that were drawn, unless drawing them took all the time; `before` is what was searched so far. */
export async function huntUphill(
  subject: Case,
  objective: Objective,
  drawn: Hunted,
  before: Hunted['search'],
): Promise<Hunted> {
  const { claim, observed, options } = subject
  const { starts } = drawn
  if (!before.complete) return { ...drawn, search: before }
  const climbed = await climb(claim, objective, starts.best(), observed, {
    ...options,
    deadline: deadlineOf(subject),
    onProgress: ({ cases }) => tell(subject, 'search', before.cases + cases),
  })
  // Without a gradient and without letters nothing was climbed.
  const by = climbed.cases > 0 || climbed.hit ? 'gradient' : 'search'
  const counts = { cases: before.cases + climbed.cases, flaky: before.flaky + climbed.flaky }
  return hunted(subject, objective, by, { ...climbed, ...counts }, starts)
}

function hunted(
  subject: Case,
  objective: Objective,
  by: Hunted['by'],
  { hit, warning, ...counts }: SearchResult,
  starts: Starts,
): Hunted {
  const search = { ...counts, warnings: warning === undefined ? [] : [warning] }
  if (hit === undefined) return { by, search, starts }
  return { by, search, starts, example: shrinkTo(subject, objective, hit, search.cases) }
}

/** The simplest case that is a hit too. */
export function shrinkTo(subject: Case, objective: Objective, hit: Point, cases: number): Shrunk {
  const { claim, observed, options } = subject
  tell(subject, 'shrink', cases)
  const shrunk = shrink(claim, objective, hit, observed, options)
  return { example: exampleOf(claim, objective, shrunk), parts: partsOf(claim, shrunk.point), shrunk }
}

/** Where no proof is to come after it, all the time is a search's. */
function deadlineOf(subject: Case): number {
  return isProvable(subject) ? subject.options.searchDeadline : subject.options.deadline
}

function tell({ claim, observed, options }: Case, phase: 'search' | 'shrink', cases: number): void {
  options.onProgress({ claim: claim.name, phase, cases, observed: observedRange(observed) })
}
