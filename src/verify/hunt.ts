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
  readonly example?: Shrunk
}

/** A hit made as simple as it can be. */
export interface Shrunk {
  readonly example: Example
  readonly parts: Record<string, number> | undefined
  readonly shrunk: ShrinkResult
}

/** Searches and shrinks what it finds. A hit where bounds have decided otherwise would mean that a bound is wrong. */
export async function hunt(subject: Case, objective: Objective, decided: boolean): Promise<Hunted> {
  const { claim, options } = subject
  const { by, hit, warning, ...counts } = decided
    ? await randomly(subject, objective, Math.min(options.cases, CASES_AFTER_PROOF))
    : await randomlyThenUphill(subject, objective)
  const search = { ...counts, warnings: warning === undefined ? [] : [warning] }
  if (hit === undefined) return { by, search }
  if (decided) throw unsound(`claim "${claim.name}" was decided by bounds, and a case contradicts them`)
  return { by, search, example: shrinkTo(subject, objective, hit, search.cases) }
}

/** The simplest case that is a hit too. */
export function shrinkTo(subject: Case, objective: Objective, hit: Point, cases: number): Shrunk {
  const { claim, observed, options } = subject
  tell(subject, 'shrink', cases)
  const shrunk = shrink(claim, objective, hit, observed, options)
  return { example: exampleOf(claim, objective, shrunk), parts: partsOf(claim, shrunk.point), shrunk }
}

type Searched = SearchResult & { by: 'search' | 'gradient' }

async function randomly(subject: Case, objective: Objective, cases: number, starts?: Starts): Promise<Searched> {
  const { claim, observed, counted, options } = subject
  const result = await searchRandomly(claim, objective, observed, {
    ...options,
    deadline: deadlineOf(subject),
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
    deadline: deadlineOf(subject),
    onProgress: ({ cases }) => tell(subject, 'search', first.cases + cases),
  })
  // Without a gradient and without letters nothing was climbed.
  const by = second.cases > 0 || second.hit ? 'gradient' : 'search'
  return { ...second, by, cases: first.cases + second.cases, flaky: first.flaky + second.flaky }
}

/** Where no proof is to come after it, all the time is a search's. */
function deadlineOf(subject: Case): number {
  return isProvable(subject) ? subject.options.searchDeadline : subject.options.deadline
}

function tell({ claim, observed, options }: Case, phase: 'search' | 'shrink', cases: number): void {
  options.onProgress({ claim: claim.name, phase, cases, observed: observedRange(observed) })
}
