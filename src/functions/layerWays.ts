import type { ElementwiseFunction, Tf, Ways } from './elementwiseFunction.ts'

type Name = NonNullable<Parameters<Tf['layers']['activation']>[0]['activation']>

/** Each is made once: tf.js counts the layers that it makes in their names. */
const layers = new Map<Name, ReturnType<Tf['layers']['activation']>>()

function layerOf(activation: Name, tf: Tf): ReturnType<Tf['layers']['activation']> {
  const layer = layers.get(activation) ?? tf.layers.activation({ activation })
  layers.set(activation, layer)
  return layer
}

/** A parameter for each number of a row. */
export function rowOf(parameter: Float64Array, tf: Tf): ReturnType<Tf['tensor2d']> {
  return tf.tensor2d(Float32Array.from(parameter), [1, parameter.length])
}

/** As tf.js' own layer computes a function: by the kernels whose errors proofs know. */
export const layerKernel =
  (activation: Name): ElementwiseFunction['kernel'] =>
  (x, _, tf) =>
    layerOf(activation, tf).call(x, {}) as typeof x

export const layerWays = (activation: Name, parameter = 0): Ways => ({
  parameter,
  compute: (tf) => [(x) => layerOf(activation, tf).apply(x) as typeof x],
})
