import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import { countCoverage } from '../search/countCoverage.ts'
import { climb } from '../search/gradient/climb.ts'
import { Starts } from '../search/gradient/starts.ts'
import type { Point } from '../search/model.ts'
import type { Target } from '../claim/target.ts'
import { rowsPerGradient } from '../search/rowsPerPass.ts'
import { searchRandomly, type SearchResult } from '../search/searchRandomly.ts'
import { type Look, tellProgress } from './decision.ts'

/** Cases to climb from, for each side on which an output can leave its range. */
const STARTS = 16

/** Cases of a search so far. */
export interface FalsificationCounts {
  cases: number
  flaky: number
  readonly warnings: string[]
  /** The last stretch that was gone. */
  by: 'search' | 'gradient'
  /** Have time or a signal left out cases that were to be drawn, or climbed to? */
  readonly isCutShort: boolean
}

/**
 * A search for an input that falsifies a claim of all outputs, stretch by stretch. Each resolves to the first that was
 * found, or to undefined.
 */
export interface Falsification {
  readonly objective: Target
  readonly counts: FalsificationCounts
  /**
   * Draws random cases until there have been `drawn` of them, those of earlier stretches included, or it is `until`.
   */
  draw(drawn: number, until: number): Promise<Point | undefined>
  /** Climbs from the best cases that were drawn. */
  climb(until: number): Promise<Point | undefined>
  /** Takes note of cases that were tried elsewhere: they are not to be tried here. */
  leave(cases: number): void
}

/**
 * Begins to search for an input whose output is what `objective` says. `before` cases were computed before, of those
 * that there are to be.
 */
export function falsify(look: Look, objective: Target, before: number): Falsification {
  const { claim, observed, counted, options } = look
  const { cases, batchSize, signal } = options
  const random = xoroshiro128plus(options.seed)
  const starts = new Starts(objective, STARTS)
  const cutShort = { draw: false, climb: false }
  const counts: FalsificationCounts = {
    cases: before,
    flaky: 0,
    warnings: [],
    by: 'search',
    get isCutShort() {
      return cutShort.draw || cutShort.climb
    },
  }
  let drawnSoFar = 0
  let elsewhere = 0
  const left = (): number => cases - elsewhere - counts.cases
  const onProgress = (done: { cases: number }): void => tellProgress(look, 'search', counts.cases + done.cases)
  const count = ({ hit, warning, ...tried }: SearchResult): Point | undefined => {
    counts.cases += tried.cases
    counts.flaky += tried.flaky
    if (warning !== undefined) counts.warnings.push(warning)
    return hit
  }
  return {
    objective,
    counts,
    async draw(drawn, until) {
      const more = Math.min(drawn - drawnSoFar, left())
      // What was left out before may be drawn now.
      cutShort.draw = false
      if (more <= 0) return undefined
      const result = await searchRandomly(claim, objective, observed, {
        seed: random,
        cases: more,
        batchSize,
        deadline: until,
        signal,
        onBatch: (batch, outputs, rows) => {
          countCoverage(claim, counted, batch, rows)
          starts.offer(batch, outputs, rows)
        },
        onProgress,
      })
      drawnSoFar += result.cases
      cutShort.draw = !result.complete
      return count(result)
    },
    async climb(until) {
      // A first step of a large model may take longer than all that came before.
      if (performance.now() > until) {
        cutShort.climb = true
        return undefined
      }
      // Some are left for what bounds point at.
      const limits = { deadline: until, signal, onProgress, cases: Math.ceil(left() / 2) }
      const best = starts.best(Math.min(rowsPerGradient(claim), limits.cases))
      const climbed = await climb(claim, objective, best, observed, limits)
      cutShort.climb ||= !climbed.complete
      // Without a gradient and without letters nothing was climbed.
      if (climbed.cases > 0 || climbed.hit) counts.by = 'gradient'
      return count(climbed)
    },
    leave(more) {
      elsewhere += more
    },
  }
}
