import { climb } from '../search/gradient/climb.ts'
import { Starts } from '../search/gradient/starts.ts'
import { batchOf } from '../search/gradient/swapLetters.ts'
import type { Batch, Judged, Point } from '../search/model.ts'
import type { Target } from '../claim/target.ts'
import { rowsPerGradient } from '../search/rowsPerPass.ts'
import { searchRandomly, type SearchResult } from '../search/searchRandomly.ts'
import { tryBatch } from '../search/tryBatch.ts'
import { regionsPerClimb } from './effort.ts'
import type { Case } from './decision.ts'

/** Inputs that are computed as cases while a proof is on its way. */
export interface Tries {
  readonly counts: { cases: number; flaky: number; hit?: Point }
  /**
   * Computes rows, one for each input, of those in the domain: is one a hit? Where `regions` says how many were bounded
   * so far, now and then also what is uphill of the best of them and of new random cases.
   */
  tryRows(rows: readonly Point[], regions: number | undefined): Promise<boolean>
}

/** The best of so many cases are climbed from: to draw many and climb from few finds more than the other way round. */
const DRAWN = 2 ** 14
const STARTS = 16

/** `used` of the cases were tried before. */
export function newTries({ claim, proof, observed, options }: Case, objective: Target, used: number): Tries {
  const { seed, batchSize, times, signal } = options
  const counts: Tries['counts'] = { cases: 0, flaky: 0 }
  const every = proof ? regionsPerClimb(claim, proof, DRAWN) : Infinity
  let climbed = 0
  const left = (): number => options.cases - used - counts.cases
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
      cases: Math.min(DRAWN, left()),
      batchSize,
      deadline: times.prove,
      signal,
      onBatch: (cases, judged, rows) => starts.offer(cases, judged, rows),
    })
    if (count(drawn)) return true
    const until = { deadline: times.prove, signal, cases: left() }
    const best = starts.best(Math.min(rowsPerGradient(claim), until.cases))
    return count(await climb(claim, objective, best, observed, until))
  }
  return {
    counts,
    async tryRows(rows, regions) {
      const members = rows.filter((row) => claim.inputs.every(({ domain }, i) => domain.contains(row[i]!)))
      const some = members.slice(0, left())
      if (some.length === 0) return false
      const batch = batchOf(claim, some)
      const tried = tryBatch(claim, objective, batch, observed)
      if (count({ cases: batch.rows, ...tried })) return true
      return regions !== undefined && regions >= (climbed + 1) * every && left() > 0 && climbFrom(batch, tried.outputs)
    },
  }
}
