import { tf } from '../backend/tf.ts'

/** A generator of uniform numbers in [0, 1): mulberry32, good enough to vary tests by a seed. */
export function uniform(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

export function pick<T>(random: () => number, values: readonly T[]): T {
  return values[Math.floor(random() * values.length)]!
}

export function integer(random: () => number, lo: number, hi: number): number {
  return lo + Math.floor(random() * (hi - lo + 1))
}

/** A random number of about the given size: mostly Gaussian, sometimes 0, sometimes one of the two extremes. */
export function noise(random: () => number, scale: number): number {
  const kind = random()
  if (kind < 0.05) return 0
  if (kind < 0.1) return random() < 0.5 ? scale : -scale
  const gauss = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  return Math.max(-FLOAT_MAX, Math.min(FLOAT_MAX, Math.fround(gauss * scale)))
}

const FLOAT_MAX = 2 ** 128 - 2 ** 104
const activations = ['linear', 'relu', 'relu6', 'sigmoid', 'tanh', 'hardSigmoid', 'softplus'] as const

/**
 * A model of one to three inputs and a few random layers of every kind that can be read. Weights are of about the size that
 * `weightScale` draws for each tensor.
 */
export function randomModel(
  random: () => number,
  weightScale: () => number = () => 0.5,
  kinds: readonly string[] = everyKind,
): tf.LayersModel {
  const inputs = Array.from({ length: integer(random, 1, 3) }, (_, i) =>
    tf.input({
      shape: random() < 0.6 ? [integer(random, 1, 9), integer(random, 1, 4)] : [integer(random, 1, 6)],
      name: `in${i}`,
    }),
  )
  const outputs = inputs.map((input) => {
    let tensor = input
    for (let depth = integer(random, 1, 3); depth > 0; depth--) tensor = randomLayer(random, tensor, kinds)
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
  for (const layer of model.layers) {
    const isNormalization = layer.getClassName() === 'BatchNormalization'
    const weights = layer.getWeights().map((weight, i, all) => {
      const scale = weightScale()
      // A variance is not negative.
      const value = (): number => (isNormalization && i === all.length - 1 ? random() * 4 : noise(random, scale))
      return tf.tensor(Float32Array.from({ length: weight.size }, value), weight.shape)
    })
    layer.setWeights(weights)
    tf.dispose(weights)
  }
  return model
}

const merges = [
  () => tf.layers.add(),
  () => tf.layers.average(),
  () => tf.layers.multiply(),
  () => tf.layers.maximum(),
  () => tf.layers.minimum(),
  () => tf.layers.concatenate(),
]

function dense(random: () => number, units: number): tf.layers.Layer {
  return tf.layers.dense({ units, activation: pick(random, activations), useBias: random() < 0.8 })
}

function flat(random: () => number, tensor: tf.SymbolicTensor): tf.SymbolicTensor {
  if (tensor.shape.length === 2) return tensor
  const layer = pick(random, [
    () => tf.layers.flatten(),
    () => tf.layers.globalAveragePooling1d({}),
    () => tf.layers.globalMaxPooling1d({}),
  ])()
  return layer.apply(tensor) as tf.SymbolicTensor
}

const everyKind = [
  'dense',
  'activation',
  'normalize',
  'leaky',
  'clipped',
  'dropout',
  'twice',
  'conv',
  'conv',
  'pool',
  'reshape',
]

function randomLayer(random: () => number, tensor: tf.SymbolicTensor, kinds: readonly string[]): tf.SymbolicTensor {
  const shape = tensor.shape.slice(1) as number[]
  const padding = pick(random, ['valid', 'same'] as const)
  const kind = pick(random, kinds)
  const apply = (layer: tf.layers.Layer): tf.SymbolicTensor => layer.apply(tensor) as tf.SymbolicTensor
  switch (kind) {
    case 'dense':
      return apply(dense(random, integer(random, 1, 5)))
    case 'activation':
      return apply(tf.layers.activation({ activation: pick(random, activations) }))
    case 'normalize':
      return apply(tf.layers.batchNormalization({ scale: random() < 0.7, center: random() < 0.7 }))
    case 'leaky':
      return apply(tf.layers.leakyReLU({ alpha: pick(random, [0.3, 0, 1, 2.5, -0.5]) }))
    case 'clipped':
      return apply(random() < 0.5 ? tf.layers.reLU({ maxValue: pick(random, [0.1, 1, 6.3]) }) : tf.layers.reLU())
    case 'dropout':
      return apply(tf.layers.dropout({ rate: 0.5 }))
    case 'twice': {
      const shared = tf.layers.dense({ units: shape.at(-1)!, activation: 'tanh' })
      const once = apply(shared)
      return tf.layers.add().apply([once, shared.apply(once) as tf.SymbolicTensor]) as tf.SymbolicTensor
    }
    case 'reshape':
      return apply(tf.layers.reshape({ targetShape: shape.length === 1 ? [shape[0]!, 1] : [shape[1]!, shape[0]!] }))
    case 'conv': {
      if (shape.length === 1) return apply(dense(random, 2))
      const kernelSize = integer(random, 1, 4)
      const dilationRate = random() < 0.3 ? 2 : 1
      return apply(
        tf.layers.conv1d({
          filters: integer(random, 1, 4),
          kernelSize,
          padding: (kernelSize - 1) * dilationRate < shape[0]! ? padding : 'same',
          strides: dilationRate === 1 ? integer(random, 1, 3) : 1,
          dilationRate,
          activation: pick(random, activations),
          useBias: random() < 0.7,
        }),
      )
    }
    default: {
      if (shape.length === 1) return apply(dense(random, 2))
      const args = { poolSize: integer(random, 1, Math.min(3, shape[0]!)), strides: integer(random, 1, 3), padding }
      return apply(random() < 0.5 ? tf.layers.maxPooling1d(args) : tf.layers.averagePooling1d(args))
    }
  }
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
