import { tf } from '../../src/backend/tf.ts'
import { integer, pick } from './random.ts'
import { dense, flat, grow, merges, usualKinds } from './randomLayers.ts'
import { setRandomWeights } from './randomWeights.ts'

export { integer, noise, pick, uniform } from './random.ts'

/**
 * A model of one to three inputs of any rank and a few random layers of the kinds in `randomLayers`. Weights are of
 * about the size that `weightScale` draws for each tensor.
 */
export function randomModel(
  random: () => number,
  weightScale: () => number = () => 0.5,
  kinds: readonly string[] = usualKinds,
): tf.LayersModel {
  const inputs = Array.from({ length: integer(random, 1, 3) }, (_, i) =>
    tf.input({ shape: randomShape(random), name: `in${i}` }),
  )
  const outputs = inputs.map((input) => {
    let tensor = input
    for (let depth = integer(random, 1, 3); depth > 0; depth--)
      tensor = grow[pick(random, kinds)]!(random, tensor) ?? grow['dense']!(random, tensor)!
    return flat(random, tensor)
  })
  const units = integer(random, 1, 3)
  let joined = outputs[0]!
  if (outputs.length > 1) {
    const parts = outputs.map((output) => dense(random, units).apply(output) as tf.SymbolicTensor)
    joined = pick(random, merges)().apply(parts) as tf.SymbolicTensor
  }
  if (random() < 0.7) joined = dense(random, units).apply(joined) as tf.SymbolicTensor
  const model = tf.model({ inputs, outputs: joined })
  for (const layer of model.layers) setRandomWeights(random, layer, weightScale)
  return model
}

function randomShape(random: () => number): number[] {
  const kind = random()
  if (kind < 0.3) return [integer(random, 1, 6)]
  if (kind < 0.7) return [integer(random, 1, 9), integer(random, 1, 4)]
  return [integer(random, 1, 4), integer(random, 1, 5), integer(random, 1, 3)]
}

/** What a backend computes for rows of each input, flat, `batch` at a time: the rows' outputs one after the other. */
export function predictRows(model: tf.LayersModel, rows: readonly Float32Array[][], batch: number): Float32Array[] {
  const outputs: Float32Array[] = []
  for (let first = 0; first < rows.length; first += batch) {
    const some = rows.slice(first, first + batch)
    tf.tidy(() => {
      const inputs = model.inputs.map((input, i) => {
        const values = new Float32Array(some.length * some[0]![i]!.length)
        for (const [r, row] of some.entries()) values.set(row[i]!, r * row[i]!.length)
        return tf.tensor(values, [some.length, ...(input.shape.slice(1) as number[])])
      })
      const output = model.predictOnBatch(inputs.length === 1 ? inputs[0]! : inputs) as tf.Tensor
      const values = output.dataSync() as Float32Array
      const size = values.length / some.length
      for (let r = 0; r < some.length; r++) outputs.push(values.slice(r * size, (r + 1) * size))
    })
  }
  return outputs
}
