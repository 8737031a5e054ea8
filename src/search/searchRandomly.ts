import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator'
import type { Claim } from '../claim/claim.ts'
import { bestOutput, isHit } from './objective.ts'
import type { Target } from '../claim/target.ts'
import { compute, computeAlone, emptyBatch, pointAt, type Batch, type Judged, type Point } from './model.ts'
import { observe, type Observed } from './observed.ts'

/** Rows of the first forward pass: many failures show at once, and it costs little where they do not. */
export const FIRST_BATCH = 256

export interface SearchOptions {
  /** Where cases come from: a seed, or what a search before has left off with. */
  seed: number | RandomGenerator
  cases: number
  /**
   * Most rows a forward pass. The cases do not depend on it; the last bits of outputs may, so it depends on nothing
   * that is measured.
   */
  batchSize: number
  /** `performance.now()` after which no new batch starts. */
  deadline: number
  signal?: AbortSignal | undefined
  /** Called with every batch and its outputs. */
  onBatch?: ((batch: Batch, outputs: Judged, rows: number) => void) | undefined
  onProgress?: ((done: { cases: number }) => void) | undefined
}

export interface SearchResult {
  /** The first case that is a hit when computed alone. */
  hit?: Point
  cases: number
  /** Rows that hit in their batch and not alone. */
  flaky: number
  /** What could not be tried, in words. */
  warning?: string
  /** False when time or the signal stopped the search before all cases were tried. */
  complete: boolean
}

/**
 * Draws random cases, computes them in batches and stops at the first that hits; what it computes goes into `observed`.
 */
export async function searchRandomly(
  claim: Claim,
  objective: Target,
  observed: Observed,
  options: SearchOptions,
): Promise<SearchResult> {
  const random = typeof options.seed === 'number' ? xoroshiro128plus(options.seed) : options.seed
  const most = Math.min(options.batchSize, options.cases)
  let batch = emptyBatch(claim, Math.min(FIRST_BATCH, most))
  let cases = 0
  let flaky = 0
  while (cases < options.cases) {
    if (options.signal?.aborted || performance.now() > options.deadline) return { cases, flaky, complete: false }
    const rows = Math.min(batch.rows, options.cases - cases)
    const started = performance.now()
    drawCases(claim, random, batch, rows)
    const outputs = compute(claim, batch, rows)
    observe(observed, outputs)
    options.onBatch?.(batch, outputs, rows)
    for (const row of hitRows(objective, outputs, rows)) {
      const point = pointAt(batch, row)
      const alone = computeAlone(claim, point)
      observe(observed, alone)
      const isHitAlone = alone.some((output) => isHit(objective, output))
      if (isHitAlone) return { hit: point, cases: cases + row + 1, flaky, complete: true }
      flaky++
    }
    cases += rows
    options.onProgress?.({ cases })
    // Twice the rows each time, whatever the clock says, unless the time would be up before.
    const ends = performance.now() + 2 * (performance.now() - started)
    if (batch.rows < most && ends <= options.deadline) batch = emptyBatch(claim, Math.min(2 * batch.rows, most))
    // Lets an abort, a timer or a reporter have its turn between two forward passes.
    await new Promise<void>((resolve) => setImmediate(resolve))
  }
  return { cases, flaky, complete: true }
}

/** Fills the first `rows` rows, case by case over all inputs, so that the batch size does not change the cases. */
function drawCases(claim: Claim, random: RandomGenerator, batch: Batch, rows: number): void {
  for (let row = 0; row < rows; row++)
    for (let i = 0; i < claim.inputs.length; i++) {
      const { domain } = claim.inputs[i]!
      domain.sample(random, batch.inputs[i]!, row * domain.size)
    }
}

function hitRows(objective: Target, outputs: Judged, rows: number): number[] {
  const width = outputs.length / rows
  const found: number[] = []
  for (let row = 0; row < rows; row++)
    if (isHit(objective, outputs[bestOutput(objective, outputs, row * width, width)]!)) found.push(row)
  return found
}
