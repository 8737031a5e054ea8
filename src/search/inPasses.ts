import type { Batch } from './model.ts'

/** The rows of a batch in their order, as batches of `most` rows and a rest, which share its memory. */
export function inPasses(batch: Batch, most: number): Batch[] {
  if (batch.rows <= most) return [batch]
  return Array.from({ length: Math.ceil(batch.rows / most) }, (_, pass) => {
    const first = pass * most
    const rows = Math.min(most, batch.rows - first)
    const inputs = batch.inputs.map((values) => {
      const size = values.length / batch.rows
      return values.subarray(first * size, (first + rows) * size)
    })
    return { rows, inputs }
  })
}
