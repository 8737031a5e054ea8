import { describe, expect, test } from 'vitest'
import { column, keras, oneHot, setWeights, strays } from '../../fixtures/keras/reference.ts'
import { useBackend } from '../backend/useBackend.ts'
import { tf } from '../backend/tf.ts'
import { convolutionalModel, linearModel, wideDeepModel } from './index.ts'

/** Keras and tfjs sum in another order: the largest difference allowed in one output. */
const tolerance = 1e-6

describe.each(['auto', 'wasm', 'cpu'] as const)('forward passes as in Keras, backend %s', (backend) => {
  test.each(Object.entries(keras.forward))('%s', async (_, reference) => {
    await useBackend(backend)
    const before = tf.memory().numTensors
    const { strides = 1, padding = 'same', dilation_rate: dilationRate = 1 } = reference.conv as Record<string, never>
    const wide = linearModel({ inputShape: [1], name: 'dplus' })
    const deep = convolutionalModel({
      inputShape: [reference.length, 4],
      filters: reference.filters,
      kernelSize: reference.kernelSize,
      strides,
      padding,
      dilationRate,
    })
    const combined = wideDeepModel(wide, deep)
    const sigmoid = wideDeepModel(wide, deep, { activation: 'sigmoid' })
    setWeights(combined, reference.weights)
    const [d, x] = [column(reference.dplus), oneHot(reference.sequences)]
    const outputs = {
      wide: wide.predict(d),
      deep: deep.predict(x),
      combined: combined.predict([d, x]),
      sigmoid: sigmoid.predict({ dplus: d, [deep.inputNames[0]!]: x }),
    } as Record<'wide' | 'deep' | 'combined' | 'sigmoid', tf.Tensor>
    for (const [name, output] of Object.entries(outputs)) {
      const expected = reference[name as keyof typeof outputs]
      expect(output.shape).toEqual([expected.length, 1])
      expect(strays(name, output.dataSync(), expected, tolerance)).toEqual([])
    }
    combined.dispose()
    sigmoid.dispose()
    tf.dispose([d, x, outputs])
    expect(tf.memory().numTensors).toBe(before)
  })
})
