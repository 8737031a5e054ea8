import { computeSoundly } from '../backend/computeSoundly.ts'
import { readTidily } from '../backend/readTidily.ts'
import { tf } from '../backend/tf.ts'
import type { Claim } from '../claim/claim.ts'
import { judged } from '../claim/quantifier.ts'
import { OvershootError } from '../errors.ts'
import { brief } from '../files/brief.ts'
import { rowsPerPass } from './rowsPerPass.ts'

/** Rows of every input of a claim, in the model's input order: `inputs[i]` holds `rows` flattened rows one after the other. */
export interface Batch {
  readonly rows: number
  readonly inputs: readonly Float32Array[]
}

/** One row of every input. */
export type Point = readonly Float32Array[]

/** Room for `rows` rows of every input of the claim. */
export function emptyBatch(claim: Claim, rows: number): Batch {
  return { rows, inputs: claim.inputs.map(({ domain }) => new Float32Array(rows * domain.size)) }
}

/** Copy of one row of a batch. */
export function pointAt(batch: Batch, row: number): Point {
  return batch.inputs.map((values) =>
    values.slice((values.length / batch.rows) * row, (values.length / batch.rows) * (row + 1)),
  )
}

/** Numbers that a claim speaks of, row by row: a model's outputs, float32, or their margins, float64. */
export type Judged = Float32Array | Float64Array

/**
 * What the claim speaks of, for a batch: `rows` times as many numbers as a row has.
 * The same row may get other bits in another batch; only `computeAlone` counts.
 * @throws BACKEND_EXHAUSTED where the backend fails
 */
export function compute(claim: Claim, batch: Batch, rows: number = batch.rows): Judged {
  return judged(claim.holds, computeOutputs(claim, claim.model, batch, rows))
}

/** The same for one point alone, at batch size 1: what a counterexample must stand on. */
export function computeAlone(claim: Claim, point: Point): Judged {
  return compute(claim, { rows: 1, inputs: point })
}

/** The outputs of a model with the claim's inputs for a batch: in one forward pass, or in as many as memory wants. */
export function computeOutputs(
  claim: Claim,
  model: tf.LayersModel,
  batch: Batch,
  rows: number = batch.rows,
): Float32Array {
  const most = rowsPerPass(claim)
  if (rows <= most) return computePass(claim, model, batch, 0, rows)
  const parts: Float32Array[] = []
  for (let first = 0; first < rows; first += most)
    parts.push(computePass(claim, model, batch, first, Math.min(most, rows - first)))
  const width = parts[0]!.length / most
  const all = new Float32Array(rows * width)
  for (const [i, part] of parts.entries()) all.set(part, i * most * width)
  return all
}

/** The outputs of the claim's model for a batch in one forward pass, however large: for what rows have to do with each other. */
export function computeTogether(claim: Claim, model: tf.LayersModel, batch: Batch): Float32Array {
  return computePass(claim, model, batch, 0, batch.rows)
}

/** One forward pass, of `rows` rows from `first` on. @throws MODEL_INVALID for a model that fails */
function computePass(claim: Claim, model: tf.LayersModel, batch: Batch, first: number, rows: number): Float32Array {
  const pass = (): Float32Array => {
    const tensors = claim.inputs.map(({ domain, shape }, i) => {
      const values = batch.inputs[i]!
      const used = rows === batch.rows ? values : values.subarray(first * domain.size, (first + rows) * domain.size)
      return tf.tensor(used, [rows, ...shape], 'float32')
    })
    const output = model.predictOnBatch(tensors.length === 1 ? tensors[0]! : tensors) as tf.Tensor
    return output.dataSync() as Float32Array
  }
  try {
    return computeSoundly(() => readTidily(pass))
  } catch (error) {
    if (error instanceof OvershootError) throw error
    const why = brief(error instanceof Error ? error.message : String(error))
    throw new OvershootError('MODEL_INVALID', `claim "${claim.name}": its model does not run: ${why}`, { cause: error })
  }
}
