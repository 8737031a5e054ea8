import type { Claim } from '../../claim/claim.ts'
import { defined } from '../../defined.ts'
import { emptyBatch, inPasses, pointAt, type Batch, type Judged, type Point } from '../model.ts'
import type { Target } from '../../claim/target.ts'
import type { Observed } from '../observed.ts'
import type { SearchOptions, SearchResult } from '../searchRandomly.ts'
import { rowsPerPass } from '../rowsPerPass.ts'
import { tryBatch } from '../tryBatch.ts'
import { STEPS } from './ascend.ts'
import { Steps } from './steps.ts'
import { type Start, towards } from './starts.ts'
import { batchOf, joinBatches, letterSwaps } from './swapLetters.ts'

/** Numbers that a batch of letter swaps may hold. */
const SWAP_NUMBERS = 2 ** 22

/**
 * Searches uphill from good cases: numbers along the gradient of the output, all starts in one pass a step, or by
 * children of the best where there is none; letters by trying every single swap of many sequences in one pass and
 * keeping the best. Stops at the first hit that is one alone too.
 */
export async function climb(
  claim: Claim,
  objective: Target,
  starts: readonly Start[],
  observed: Observed,
  options: Pick<SearchOptions, 'deadline' | 'signal' | 'onProgress'> & Partial<Pick<SearchOptions, 'cases'>>,
): Promise<SearchResult> {
  const { cases: most = Infinity } = options
  let cases = 0
  let flaky = 0
  const climbers = starts.slice(0, most)
  const moves = new Steps(claim, objective, climbers)
  const result = (complete: boolean, hit?: Point): SearchResult => ({
    cases,
    flaky,
    complete,
    ...defined({ hit, warning: moves.warning }),
  })
  if (climbers.length === 0) return result(true)
  const isUsedUp = (rows: number): boolean => cases + rows > most

  const pause = async (): Promise<boolean> => {
    options.onProgress?.({ cases })
    await new Promise<void>((resolve) => setImmediate(resolve))
    return options.signal?.aborted === true || performance.now() > options.deadline
  }
  /**
   * Computes a batch, pass by pass: `found` is set at its first hit that is one alone. Outputs that there is no time
   * for, or that do not matter any more, are NaN.
   */
  let found: Point | undefined
  const look = async (batch: Batch): Promise<Judged> => {
    const passes = inPasses(batch, rowsPerPass(claim))
    const outputs: Judged[] = []
    for (const pass of passes) {
      if (outputs.length > 0 && (await pause())) break
      cases += pass.rows
      const tried = tryBatch(claim, objective, pass, observed)
      flaky += tried.flaky
      outputs.push(tried.outputs)
      found = tried.hit
      if (found) break
    }
    return joined(outputs, (outputs[0]!.length / passes[0]!.rows) * batch.rows)
  }

  const swaps = letterSwaps(claim, climbers[0]!.point).rows
  const steps = claim.inputs.some(({ domain }) => domain.kind !== 'oneHot') ? STEPS : 0
  let points = climbers.map(({ point }) => point)
  for (let round = 0; round < 2; round++) {
    const batch = batchOf(claim, points)
    const memory = emptyBatch(claim, points.length)
    for (let step = 0; step < steps; step++) {
      if (!(await moves.take(batch, memory, step, { look, isUsedUp }))) return result(true)
      if (found) return result(true, found)
      if (await pause()) return result(false)
    }
    points = points.map((_, row) => pointAt(batch, row))
    for (let improved = true; improved;) {
      if (isUsedUp(points.length * (swaps + 1))) return result(true)
      const better = swaps === 0 ? points : await bestSwaps(claim, objective, climbers, points, look)
      improved = better.some((point, i) => point !== points[i])
      points = better
      if (found) return result(true, found)
      if (await pause()) return result(false)
    }
  }
  return result(true)
}

/** Outputs one after the other, and NaN for those that are missing. */
function joined(parts: readonly Judged[], length: number): Judged {
  if (parts[0]!.length === length) return parts[0]!
  const all = new Float64Array(length).fill(Number.NaN)
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

/** Each point after its best single-letter change, or the point itself where none is better. */
async function bestSwaps(
  claim: Claim,
  objective: Target,
  starts: readonly Start[],
  points: readonly Point[],
  look: (batch: Batch) => Promise<Judged>,
): Promise<Point[]> {
  const swaps = letterSwaps(claim, points[0]!).rows
  const rowSize = claim.inputs.reduce((sum, { domain }) => sum + domain.size, 0)
  const group = Math.max(1, Math.floor(SWAP_NUMBERS / (rowSize * (swaps + 1))))
  const better: Point[] = []
  for (let first = 0; first < points.length; first += group) {
    const some = points.slice(first, first + group)
    // The point itself comes first: only what is really better replaces it.
    const each = some.flatMap((inputs) => [{ rows: 1, inputs }, letterSwaps(claim, inputs)])
    const batch = joinBatches(claim, each)
    const outputs = await look(batch)
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
