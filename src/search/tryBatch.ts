import type { Claim } from '../claim/claim.ts'
import { compute, computeAlone, pointAt, type Batch, type Judged, type Point } from './model.ts'
import { isHit } from './objective.ts'
import type { Target } from '../claim/target.ts'
import { observe, type Observed } from './observed.ts'

/** What came of one batch. */
export interface BatchResult {
  readonly outputs: Judged
  /** The first row that is a hit, computed alone too. */
  readonly hit?: Point
  /** Rows before it that were hits in the batch only. */
  readonly flaky: number
}

/** Computes a batch in one forward pass, and every hit in it alone until one stands; all outputs go into `observed`. */
export function tryBatch(claim: Claim, objective: Target, batch: Batch, observed: Observed): BatchResult {
  const outputs = compute(claim, batch)
  observe(observed, outputs)
  const width = outputs.length / batch.rows
  let flaky = 0
  for (let row = 0; row < batch.rows; row++) {
    if (!outputs.subarray(row * width, (row + 1) * width).some((output) => isHit(objective, output))) continue
    const point = pointAt(batch, row)
    const alone = computeAlone(claim, point)
    observe(observed, alone)
    if (alone.some((output) => isHit(objective, output))) return { outputs, hit: point, flaky }
    flaky++
  }
  return { outputs, flaky }
}
