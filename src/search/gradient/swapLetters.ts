import type { Claim } from '../../claim/claim.ts'
import { emptyBatch, type Batch, type Point } from '../model.ts'

/** All points that differ from `point` in one letter of one one-hot input; none where no input is one-hot. */
export function letterSwaps(claim: Claim, point: Point): Batch {
  const count = claim.inputs.reduce((sum, { domain }) => sum + swapsOf(domain.kind, domain.shape), 0)
  const batch = emptyBatch(claim, count)
  batch.inputs.forEach((values, i) => {
    for (let row = 0; row < count; row++) values.set(point[i]!, row * point[i]!.length)
  })
  let row = 0
  claim.inputs.forEach(({ domain }, input) => {
    if (domain.kind !== 'oneHot') return
    const [length, letters] = domain.shape as [number, number]
    for (let position = 0; position < length; position++) {
      const current = point[input]!.subarray(position * letters, (position + 1) * letters).indexOf(1)
      for (let letter = 0; letter < letters; letter++) {
        if (letter === current) continue
        const offset = row++ * domain.size + position * letters
        batch.inputs[input]![offset + current] = 0
        batch.inputs[input]![offset + letter] = 1
      }
    }
  })
  return batch
}

/** One batch of the rows of several. */
export function joinBatches(claim: Claim, batches: readonly Batch[]): Batch {
  const count = batches.reduce((sum, { rows }) => sum + rows, 0)
  const joined = emptyBatch(claim, count)
  joined.inputs.forEach((values, i) => {
    let offset = 0
    for (const batch of batches) {
      values.set(batch.inputs[i]!, offset)
      offset += batch.inputs[i]!.length
    }
  })
  return joined
}

/** Points as rows of one batch. */
export function batchOf(claim: Claim, points: readonly Point[]): Batch {
  const batches = points.map((inputs) => ({ rows: 1, inputs }))
  return joinBatches(claim, batches)
}

function swapsOf(kind: string, shape: readonly number[]): number {
  return kind === 'oneHot' ? shape[0]! * (shape[1]! - 1) : 0
}
