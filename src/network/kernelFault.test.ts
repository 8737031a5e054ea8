import { expect, test } from 'vitest'
import { backendNames } from '../backend/name.ts'
import { tf } from '../backend/tf.ts'
import { startOrSkip } from '../backend/startOrSkip.laws.ts'
import { evaluate } from './evaluate.ts'
import { kernelFault } from './kernelFault.ts'
import { readNetwork } from './readNetwork.ts'

/** Every small sliding layer, of one channel: as tf.js computes it and as it is read. */
function* slidingLayers(): Generator<{ layer: tf.layers.Layer; steps: number }> {
  for (const padding of ['same', 'valid'] as const) {
    for (let steps = 1; steps <= 6; steps++) {
      for (let width = 1; width <= (padding === 'valid' ? Math.min(3, steps) : 3); width++) {
        for (let strides = 1; strides <= 3; strides++) {
          const conv = { filters: 1, kernelSize: width, padding, kernelInitializer: 'glorotUniform' as const }
          yield { steps, layer: tf.layers.conv1d({ ...conv, strides }) }
          if (strides > 1 && (padding === 'same' || (width - 1) * strides < steps))
            yield { steps, layer: tf.layers.conv1d({ ...conv, dilationRate: strides }) }
          yield { steps, layer: tf.layers.maxPooling1d({ poolSize: width, strides, padding }) }
          yield { steps, layer: tf.layers.averagePooling1d({ poolSize: width, strides, padding }) }
        }
      }
    }
  }
}

test.for(backendNames)(
  '%s computes every small convolution and pooling as it is read, but for the known faults',
  async (backend, { skip }) => {
    await startOrSkip(backend, skip)
    const wrong: string[] = []
    let faults = 0
    for (const { layer, steps } of slidingLayers()) {
      const input = tf.input({ shape: [steps, 1] })
      const model = tf.model({ inputs: input, outputs: layer.apply(input) as tf.SymbolicTensor })
      const network = readNetwork(model)
      const x = Float32Array.from({ length: steps }, (_, i) => Math.sin(i + 1))
      const computed = tf.tidy(() => (model.predict(tf.tensor(x, [1, steps, 1])) as tf.Tensor).dataSync())
      const agrees = evaluate(network, [x]).every((value, i) => Math.abs(value - computed[i]!) < 1e-5)
      const fault = network.operations.some((operation) => kernelFault(network, operation, backend))
      if (fault) faults++
      if (agrees === fault) wrong.push(`${steps} steps: ${JSON.stringify(layer.getConfig())}`)
      model.dispose()
    }
    expect(wrong).toEqual([])
    expect(faults > 0).toBe(backend === 'wasm')
  },
)
