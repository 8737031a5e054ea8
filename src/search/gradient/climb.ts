import type { Claim } from '../../claim/claim.ts'
import { OvershootError } from '../../errors.ts'
import { compute, emptyBatch, pointAt, type Batch, type Judged, type Point } from '../model.ts'
import type { Objective } from '../objective.ts'
import type { Observed } from '../observed.ts'
import type { SearchOptions, SearchResult } from '../searchRandomly.ts'
import { tryBatch } from '../tryBatch.ts'
import { ascend, STEPS } from './ascend.ts'
import { type Start, towards } from './starts.ts'
import { batchOf, joinBatches, letterSwaps } from './swapLetters.ts'

/** Numbers that a batch of letter swaps may hold. */
const SWAP_NUMBERS = 2 ** 22

/**
 * Searches uphill from good cases: numbers along the gradient of the output, all starts in one pass a step; letters by
 * trying every single swap of many sequences in one pass and keeping the best. Stops at the first hit that is one alone too.
 */
export async function climb(
  claim: Claim,
  objective: Objective,
  starts: readonly Start[],
  observed: Observed,
  options: Pick<SearchOptions, 'deadline' | 'signal' | 'onProgress'> & Partial<Pick<SearchOptions, 'cases'>>,
): Promise<SearchResult> {
  const { cases: most = Infinity } = options
  let cases = 0
  let flaky = 0
  let warning: string | undefined
  const result = (complete: boolean, hit?: Point): SearchResult => ({
    cases,
    flaky,
    complete,
    ...(hit && { hit }),
    ...(warning !== undefined && { warning }),
  })
  const climbers = starts.slice(0, most)
  if (climbers.length === 0) return result(true)
  const isUsedUp = (rows: number): boolean => cases + rows > most

  /** Computes a batch; `found` is set at its first hit that is one alone. */
  let found: Point | undefined
  const look = (batch: Batch): Judged => {
    cases += batch.rows
    // Once something is found only the outputs are of interest.
    const tried = found === undefined ? tryBatch(claim, objective, batch, observed) : undefined
    found = tried?.hit ?? found
    flaky += tried?.flaky ?? 0
    return tried?.outputs ?? compute(claim, batch)
  }
  const pause = async (): Promise<boolean> => {
    options.onProgress?.({ cases, observed })
    await new Promise<void>((resolve) => setImmediate(resolve))
    return options.signal?.aborted === true || performance.now() > options.deadline
  }

  const swaps = letterSwaps(claim, climbers[0]!.point).rows
  const steps = claim.inputs.some(({ domain }) => domain.kind !== 'oneHot') ? STEPS : 0
  let points = climbers.map(({ point }) => point)
  for (let round = 0; round < 2; round++) {
    const batch = batchOf(claim, points)
    const memory = emptyBatch(claim, points.length)
    for (let step = 0; step < steps && warning === undefined; step++) {
      if (isUsedUp(batch.rows)) return result(true)
      try {
        ascend(claim, batch, climbers, memory, step)
      } catch (error) {
        if (error instanceof OvershootError) throw error
        // tf.js has no gradient of some operations; letters can be swapped all the same.
        warning = `not searched along gradients: ${(error as Error).message}`
        break
      }
      look(batch)
      if (found) return result(true, found)
      if (await pause()) return result(false)
    }
    points = points.map((_, row) => pointAt(batch, row))
    for (let improved = true; improved;) {
      if (isUsedUp(points.length * (swaps + 1))) return result(true)
      const better = swaps === 0 ? points : bestSwaps(claim, objective, climbers, points, look)
      improved = better.some((point, i) => point !== points[i])
      points = better
      if (found) return result(true, found)
      if (await pause()) return result(false)
    }
  }
  return result(true)
}

/** Each point after its best single-letter change, or the point itself where none is better. */
function bestSwaps(
  claim: Claim,
  objective: Objective,
  starts: readonly Start[],
  points: readonly Point[],
  look: (batch: Batch) => Judged,
): Point[] {
  const swaps = letterSwaps(claim, points[0]!).rows
  const rowSize = claim.inputs.reduce((sum, { domain }) => sum + domain.size, 0)
  const group = Math.max(1, Math.floor(SWAP_NUMBERS / (rowSize * (swaps + 1))))
  const better: Point[] = []
  for (let first = 0; first < points.length; first += group) {
    const some = points.slice(first, first + group)
    // The point itself comes first: only what is really better replaces it.
    const batch = joinBatches(
      claim,
      some.flatMap((inputs) => [{ rows: 1, inputs }, letterSwaps(claim, inputs)]),
    )
    const outputs = look(batch)
    const width = outputs.length / batch.rows
    some.forEach((_, k) => {
      const { direction, output } = starts[first + k]!
      const value = (row: number) => towards(objective, direction, outputs[row * width + output]!)
      let best = k * (swaps + 1)
      for (let row = best + 1; row < (k + 1) * (swaps + 1); row++) if (value(row) > value(best)) best = row
      better.push(best === k * (swaps + 1) ? some[k]! : pointAt(batch, best))
    })
  }
  return better
}
