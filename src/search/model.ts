import { computeSoundly } from '../backend/computeSoundly.ts'
import { readTidily } from '../backend/readTidily.ts'
import { tf } from '../backend/tf.ts'
import type { Claim } from '../claim/claim.ts'
import { judged } from '../claim/quantifier.ts'
import { OvershootError, reasonOf } from '../errors.ts'
import { brief } from '../files/brief.ts'
import { checkRuns } from '../network/onnx/runtime/checkRuns.ts'
import { rowsPerPass } from './rowsPerPass.ts'

/**
 * Rows of every input of a claim, in the model's input order: `inputs[i]` holds `rows` flattened rows one after the
 * other.
 */
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
  const used = rows === batch.rows ? batch : inPasses(batch, rows)[0]!
  const parts = inPasses(used, rowsPerPass(claim)).map((pass) => computeTogether(claim, model, pass))
  if (parts.length === 1) return parts[0]!
  const all = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

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

/**
 * The outputs for a batch in one forward pass, however large: what rows have to do with each other shows only there.
 * @throws MODEL_INVALID for a model that fails, or that the backend in use does not run
 */
export function computeTogether(claim: Claim, model: tf.LayersModel, { rows, inputs }: Batch): Float32Array {
  checkRuns(model)
  const pass = (): Float32Array => {
    const tensors = claim.inputs.map(({ shape }, i) => tf.tensor(inputs[i]!, [rows, ...shape], 'float32'))
    const output = model.predictOnBatch(tensors.length === 1 ? tensors[0]! : tensors) as tf.Tensor
    return output.dataSync() as Float32Array
  }
  try {
    return computeSoundly(() => readTidily(pass))
  } catch (error) {
    if (error instanceof OvershootError) throw error
    const why = brief(reasonOf(error))
    throw new OvershootError('MODEL_INVALID', `claim "${claim.name}": its model does not run: ${why}`, { cause: error })
  }
}
