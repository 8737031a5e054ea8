import { climb } from '../search/gradient/climb.ts'
import { Starts } from '../search/gradient/starts.ts'
import { batchOf } from '../search/gradient/swapLetters.ts'
import type { Point } from '../search/model.ts'
import type { Objective } from '../search/objective.ts'
import { tryBatch } from '../search/tryBatch.ts'
import type { Case } from './finding.ts'

/** Inputs that a proof points at, computed as cases. */
export interface Tries {
  readonly counts: { cases: number; flaky: number; hit?: Point }
  /** Computes rows, one for each input, of those in the domain: is one a hit? Where `climbs`, also what is uphill of them, now and then. */
  tryRows(rows: readonly Point[], climbs: boolean): Promise<boolean>
}

/** Rows that are climbed from at once: so many take hardly longer than a few. */
const STARTS = 128

/** Of the time, what climbing may take. */
const SHARE = 0.25

export function newTries({ claim, observed, options }: Case, objective: Objective): Tries {
  const counts: Tries['counts'] = { cases: 0, flaky: 0 }
  const began = performance.now()
  let climbing = 0
  // Milliseconds that climbing took the last time; before, about what it takes.
  let lasts = 100
  const count = (tried: { cases: number; flaky: number; hit?: Point }): void => {
    counts.cases += tried.cases
    counts.flaky += tried.flaky
    if (tried.hit) counts.hit = tried.hit
  }
  return {
    counts,
    async tryRows(rows, climbs) {
      const members = rows.filter((row) => claim.inputs.every(({ domain }, i) => domain.contains(row[i]!)))
      if (members.length === 0) return false
      const batch = batchOf(claim, members)
      const tried = tryBatch(claim, objective, batch, observed)
      count({ cases: batch.rows, ...tried })
      const started = performance.now()
      if (tried.hit === undefined && climbs && climbing + lasts <= SHARE * (started - began)) {
        const starts = new Starts(objective, STARTS)
        starts.offer(batch, tried.outputs, batch.rows)
        const { deadline, signal } = options
        count(await climb(claim, objective, starts.best(), observed, { deadline, signal }))
        lasts = performance.now() - started
        climbing += lasts
      }
      return counts.hit !== undefined
    },
  }
}
