import { climb } from '../search/gradient/climb.ts'
import { Starts } from '../search/gradient/starts.ts'
import { batchOf } from '../search/gradient/swapLetters.ts'
import type { Batch, Judged, Point } from '../search/model.ts'
import type { Objective } from '../search/objective.ts'
import { searchRandomly, type SearchResult } from '../search/searchRandomly.ts'
import { tryBatch } from '../search/tryBatch.ts'
import type { Case } from './finding.ts'

/** Inputs that are computed as cases while a proof is on its way. */
export interface Tries {
  readonly counts: { cases: number; flaky: number; hit?: Point }
  /**
   * Computes rows, one for each input, of those in the domain: is one a hit? Where `climbs`, now and then also what is uphill of the best
   * of them and of new random cases.
   */
  tryRows(rows: readonly Point[], climbs: boolean): Promise<boolean>
}

/** The best of so many cases are climbed from: to draw many and climb from few finds more than the other way round. */
const DRAWN = 2 ** 14
const STARTS = 16

/** Of the time, what climbing may take. */
const SHARE = 0.25

export function newTries({ claim, observed, options }: Case, objective: Objective): Tries {
  const { seed, batchSize, deadline, signal } = options
  const counts: Tries['counts'] = { cases: 0, flaky: 0 }
  const began = performance.now()
  // Milliseconds, in all and the last time; before, about what it takes.
  let climbing = 0
  let lasts = 150
  let climbed = 0
  const count = (tried: Pick<SearchResult, 'cases' | 'flaky' | 'hit'>): boolean => {
    counts.cases += tried.cases
    counts.flaky += tried.flaky
    if (tried.hit) counts.hit = tried.hit
    return tried.hit !== undefined
  }
  const climbFrom = async (batch: Batch, outputs: Judged): Promise<boolean> => {
    const starts = new Starts(objective, STARTS)
    starts.offer(batch, outputs, batch.rows)
    const drawn = await searchRandomly(claim, objective, observed, {
      // Other cases than before.
      seed: (seed + ++climbed) | 0,
      cases: DRAWN,
      batchSize,
      deadline,
      signal,
      onBatch: (cases, judged, rows) => starts.offer(cases, judged, rows),
    })
    return count(drawn) || count(await climb(claim, objective, starts.best(), observed, { deadline, signal }))
  }
  return {
    counts,
    async tryRows(rows, climbs) {
      const members = rows.filter((row) => claim.inputs.every(({ domain }, i) => domain.contains(row[i]!)))
      if (members.length === 0) return false
      const batch = batchOf(claim, members)
      const tried = tryBatch(claim, objective, batch, observed)
      if (count({ cases: batch.rows, ...tried })) return true
      const started = performance.now()
      if (!climbs || climbing + lasts > SHARE * (started - began)) return false
      const isHit = await climbFrom(batch, tried.outputs)
      lasts = performance.now() - started
      climbing += lasts
      return isHit
    },
  }
}
