import type { Claim } from '../../claim/claim.ts'
import { compute, computeAlone, emptyBatch, pointAt, type Point } from '../model.ts'
import { bestOutput, isHit, progress, type Objective } from '../objective.ts'
import { observe, type Observed } from '../observed.ts'
import { changed, type Change } from './candidates.ts'
import type { Space } from './space.ts'

/** What a batch said of a candidate. */
export interface Tried {
  readonly change: Change
  readonly hit: boolean
  /** Distance beyond the wanted bound, negative short of it. */
  readonly progress: number
}

/** Computes candidates, many a forward pass, and counts the passes. */
export interface Bench {
  readonly tryAll: (current: Float64Array, changes: readonly Change[]) => Tried[]
  readonly hitsAlone: (current: Float64Array, change: Change) => boolean
  readonly point: (current: Float64Array) => Point
  readonly forwardPasses: () => number
}

/** Numbers that one pass may hold: 64 MB of float32. */
export const PASS_NUMBERS: number = 2 ** 24

export function benchFor(claim: Claim, objective: Objective, observed: Observed, space: Space): Bench {
  const capacity = Math.max(1, Math.floor(PASS_NUMBERS / space.rowSize))
  let passes = 0
  let batch = emptyBatch(claim, 1)
  const point = (current: Float64Array) => {
    space.write(current, batch, 0)
    return pointAt(batch, 0)
  }
  const tryPart = (current: Float64Array, changes: readonly Change[]): Tried[] => {
    if (batch.rows < changes.length) batch = emptyBatch(claim, changes.length)
    changes.forEach((change, row) => space.write(changed(current, change), batch, row))
    const outputs = compute(claim, claim.model, batch, changes.length)
    passes++
    observe(observed, outputs)
    const width = outputs.length / changes.length
    return changes.map((change, row) => {
      const output = outputs[bestOutput(objective, outputs, row * width, width)]!
      return { change, hit: isHit(objective, output), progress: progress(objective, output) }
    })
  }
  return {
    tryAll(current, changes) {
      const tried: Tried[] = []
      for (let first = 0; first < changes.length; first += capacity)
        tried.push(...tryPart(current, changes.slice(first, first + capacity)))
      return tried
    },
    hitsAlone(current, change) {
      const outputs = computeAlone(claim, claim.model, point(changed(current, change)))
      passes++
      observe(observed, outputs)
      return outputs.some((output) => isHit(objective, output))
    },
    point,
    forwardPasses: () => passes,
  }
}
