import { fileURLToPath } from 'node:url'
import { beforeEach, expect, test } from 'vitest'
import { startOrSkip } from '../../../test/backend/startOrSkip.ts'
import { escapes } from '../../../test/proof/bounds.ts'
import { provers } from '../../../test/proof/provers.ts'
import { tfjsBackends } from '../../backend/name.ts'
import { tf } from '../../backend/tf.ts'
import { useBackend } from '../../backend/useBackend.ts'
import { KerasLayer } from '../../model/keras/layers/kerasLayer.ts'
import { loadModel } from '../loadModel.ts'
import { readNetwork } from '../readNetwork.ts'

beforeEach(() => useBackend('cpu'))

const files = new URL('../../../fixtures/keras/files/', import.meta.url)

test.each([
  'attention-by-heads-keras-2.keras',
  'attention-by-heads-keras-3.h5',
  'attention-by-one-of-two-axes-keras-3.keras',
  'attention-in-groups-of-heads-keras-3.keras',
  'embeddings-and-categories-keras-2.h5',
  'images-of-other-sizes-keras-2.keras',
  'volumes-keras-2.keras',
])('proofs know all of %s', async (name) => {
  const model = await loadModel(fileURLToPath(new URL(name, files)))
  for (const outputs of model.outputs)
    expect(readNetwork(tf.model({ inputs: model.inputs, outputs })).opaque).toEqual([])
})

const numbers = [-1.5, -1, -0.5, 0, 0.99, 1, 2.5, 3, 3e9, NaN, Infinity]

test.for(tfjsBackends)('what is no category is NaN on %s, and bounds say so', async (backend, { skip }) => {
  await startOrSkip(backend, skip)
  for (const layer of [
    new KerasLayer({ kind: 'Embedding', settings: { inputDim: 3, outputDim: 1 } }),
    new KerasLayer({ kind: 'CategoryEncoding', settings: { numTokens: 3, outputMode: 'count' } }),
  ]) {
    const x = tf.input({ shape: [1] })
    const made = layer.apply(x) as tf.SymbolicTensor
    const model = tf.model({ inputs: x, outputs: made })
    if (layer.kind === 'Embedding') layer.setWeights([tf.tensor2d([[5], [6], [7]])])
    const network = readNetwork(model)
    for (const number of numbers) {
      const output = [...(model.predict(tf.tensor2d([[number]])) as tf.Tensor).dataSync()]
      const category = number > -1 && number < 3 ? Math.trunc(number) + 0 : undefined
      const expected = layer.kind === 'Embedding' ? [category! + 5] : [0, 1, 2].map((one) => Number(one === category))
      expect(output).toEqual(category === undefined ? expected.map(() => NaN) : expected)
      if (!Number.isFinite(number)) continue
      const box = { lo: Float32Array.of(number), hi: Float32Array.of(number) }
      const bounds = provers['intervals']!(network, { boxes: [box], phases: [] }, backend)!
      expect(escapes(bounds, Float32Array.from(output))).toBe(undefined)
      expect(bounds.nan).toBe(category === undefined)
      const exact = Float64Array.from(output)
      expect(category === undefined || [bounds.lo, bounds.hi]).toEqual(category === undefined || [exact, exact])
    }
  }
})
