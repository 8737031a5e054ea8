import type { Claim } from '../../claim/claim.ts'
import type { ShrinkStep } from '../../claim/verdict.ts'
import { compute, computeAlone, emptyBatch, pointAt, type Point } from '../model.ts'
import { bestOutput, isHit, progress } from '../objective.ts'
import type { Target } from '../../claim/target.ts'
import { observe, type Observed } from '../observed.ts'
import { rowsPerPass } from '../rowsPerPass.ts'
import { changed, moved, type Change } from './candidates.ts'
import type { Space } from './space.ts'

/** What a batch said of a candidate. */
export interface ChangeResult {
  readonly change: Change
  readonly hit: boolean
  /** The output number that decides. */
  readonly output: number
  /** Distance beyond the wanted bound, negative short of it. */
  readonly progress: number
}

/** Computes candidates, many a forward pass, counts the passes and keeps the path that was taken. */
export interface Bench {
  /** Candidates that a pass may hold: fewer of a model that takes long. */
  readonly capacity: number
  /** Is the time over? */
  readonly stop: () => boolean
  /** As many of the changes as there is time for, in their order. */
  readonly tryAll: (current: Float64Array, changes: readonly Change[]) => Promise<ChangeResult[]>
  /** The point with the change made, a step of the path, if it is a hit alone; else undefined. */
  readonly take: (current: Float64Array, change: Change) => Float64Array | undefined
  readonly point: (current: Float64Array) => Point
  readonly forwardPasses: () => number
  readonly path: () => readonly ShrinkStep[]
}

/** Numbers that one pass may hold: 64 MB of float32. */
const PASS_NUMBERS = 2 ** 24

export function benchFor(
  claim: Claim,
  objective: Target,
  observed: Observed,
  space: Space,
  stop: () => boolean,
): Bench {
  const capacity = Math.max(1, Math.min(rowsPerPass(claim), Math.floor(PASS_NUMBERS / space.rowSize)))
  const path: ShrinkStep[] = []
  let passes = 0
  let batch = emptyBatch(claim, 1)
  const point = (current: Float64Array) => {
    space.write(current, batch, 0)
    return pointAt(batch, 0)
  }
  const tryPart = (current: Float64Array, changes: readonly Change[]): ChangeResult[] => {
    if (batch.rows < changes.length) batch = emptyBatch(claim, changes.length)
    changes.forEach((change, row) => space.write(changed(current, change), batch, row))
    const outputs = compute(claim, batch, changes.length)
    passes++
    observe(observed, outputs)
    const width = outputs.length / changes.length
    return changes.map((change, row) => {
      const output = outputs[bestOutput(objective, outputs, row * width, width)]!
      return { change, hit: isHit(objective, output), output, progress: progress(objective, output) }
    })
  }
  return {
    capacity,
    stop,
    async tryAll(current, changes) {
      const tried: ChangeResult[] = []
      for (let first = 0; first < changes.length && !stop(); first += capacity) {
        for (const one of tryPart(current, changes.slice(first, first + capacity))) tried.push(one)
        // Lets an abort have its turn.
        await new Promise<void>((resolve) => setImmediate(resolve))
      }
      return tried
    },
    take(current, change) {
      const next = changed(current, change)
      const outputs = computeAlone(claim, point(next))
      passes++
      observe(observed, outputs)
      const output = outputs[bestOutput(objective, outputs, 0, outputs.length)]!
      if (!isHit(objective, output)) return undefined
      path.push({ distance: moved(space, next).length, output })
      return next
    },
    point,
    forwardPasses: () => passes,
    path: () => path,
  }
}

/** The point after the first of the changes that keeps it a hit alone, of as many as there is time for, at least one. */
export function firstTaken(
  bench: Bench,
  current: Float64Array,
  tried: readonly ChangeResult[],
): Float64Array | undefined {
  for (const { change } of tried) {
    const taken = bench.take(current, change)
    if (taken !== undefined || bench.stop()) return taken
  }
  return undefined
}
