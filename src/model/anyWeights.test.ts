import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { tfjsBackends } from '../backend/name.ts'
import { startOrSkip } from '../../test/backend/startOrSkip.ts'
import { tf } from '../backend/tf.ts'
import { useBackend } from '../backend/useBackend.ts'
import { anyWeights } from './anyWeights.ts'
import { convolutionalModel } from './convolutionalModel.ts'
import { linearModel } from './linearModel.ts'

beforeEach(() => useBackend('cpu'))
afterEach(() => tf.disposeVariables())

const numbers = (count: number): fc.Arbitrary<Float32Array> =>
  fc.float32Array({ minLength: count, maxLength: count, noNaN: true, min: -100, max: 100 })

const models = {
  linear: () => linearModel({ inputShape: [3], units: 2 }),
  sum: () => linearModel({ inputShape: [[2], [3]], activation: 'sigmoid' }),
  convolutional: () => convolutionalModel({ inputShape: [6, 2], filters: 3, kernelSize: 4, activation: null }),
  chain: () =>
    tf.sequential({
      layers: [
        tf.layers.conv1d({ filters: 2, kernelSize: 2, activation: 'tanh', inputShape: [5, 1], trainable: false }),
        tf.layers.maxPooling1d({ poolSize: 2 }),
        tf.layers.flatten(),
        tf.layers.dropout({ rate: 0.5 }),
        tf.layers.dense({ units: 2, useBias: false }),
        tf.layers.activation({ activation: 'relu' }),
      ],
    }),
}

const inputNames = (model: tf.LayersModel): string[] => model.inputs.map(({ sourceLayer }) => sourceLayer.name)

const sizeOf = (shape: (number | null)[]): number => shape.slice(1).reduce<number>((size, d) => size * d!, 1)

function predict(model: tf.LayersModel, rows: readonly Float32Array[], batch: number): number[] {
  return tf.tidy(() => {
    const inputs = model.inputs.map(({ shape }, i) => tf.tensor(rows[i]!, [batch, ...(shape.slice(1) as number[])]))
    return [...(model.predictOnBatch(inputs.length === 1 ? inputs[0]! : inputs) as tf.Tensor).dataSync()]
  })
}

function setWeights(model: tf.LayersModel, flat: Float32Array): void {
  tf.tidy(() => {
    let from = 0
    model.setWeights(model.getWeights().map(({ shape, size }) => tf.tensor(flat.subarray(from, (from += size)), shape)))
  })
}

test.for(
  tfjsBackends.flatMap((backend) =>
    Object.keys(models).map((kind) => ({ backend, kind: kind as keyof typeof models })),
  ),
)(
  'on $backend the $kind model gives the bits that it gives with these weights set, row by row',
  async ({ backend, kind }, { skip }) => {
    await startOrSkip(backend, skip)
    const model = models[kind]()
    const free = anyWeights(model)
    expect(inputNames(free)).toEqual([...inputNames(model), 'weights'])
    const sizes = free.inputs.map(({ shape }) => sizeOf(shape))
    const row = fc.tuple(...sizes.map(numbers))
    const before = model.getWeights().map((weight) => weight.dataSync().slice())
    fc.assert(
      fc.property(fc.array(row, { minLength: 2, maxLength: 2 }), (rows) => {
        const { numTensors } = tf.memory()
        const together = predict(
          free,
          sizes.map((_, i) => Float32Array.from(rows.flatMap((one) => [...one[i]!]))),
          2,
        )
        const alone = rows.flatMap((one) => predict(free, one, 1))
        expect(tf.memory().numTensors).toBe(numTensors)
        expect(model.getWeights().map((weight) => weight.dataSync())).toEqual(before)
        const expected = rows.flatMap((one) => {
          setWeights(model, one.at(-1)!)
          return predict(model, one, 1)
        })
        setWeights(model, Float32Array.from(before.flatMap((weight) => [...weight])))
        expect(alone).toEqual(expected)
        expect(together).toEqual(expected)
      }),
      { numRuns: 10 },
    )
  },
)

test('has no gradient, and says so', () => {
  const free = anyWeights(models.linear())
  const loss = (x: tf.Tensor): tf.Scalar => tf.sum(free.apply([x, tf.ones([1, 8])]) as tf.Tensor)
  expect(() => tf.grad(loss)(tf.ones([1, 3]))).toThrow(/Cannot compute gradient: .*AnyWeights/)
})

test('names the first layer that it cannot take', () => {
  const layers = [
    tf.layers.dense({ units: 2, inputShape: [2] }),
    tf.layers.batchNormalization({ name: 'norm' }),
    tf.layers.prelu(),
  ]
  expect(() => anyWeights(tf.sequential({ layers }))).toThrow(/layer="norm \(BatchNormalization\)"/)
  const input = tf.input({ shape: [1], name: 'weights' })
  const named = tf.model({ inputs: input, outputs: tf.layers.dense({ units: 1 }).apply(input) as tf.SymbolicTensor })
  expect(() => anyWeights(named)).toThrow(/inputs of other names than weights/)
  const bare = tf.sequential({ layers: [tf.layers.flatten({ inputShape: [1, 1] })] })
  expect(() => anyWeights(bare)).toThrow(expect.objectContaining({ code: 'MODEL_INVALID' }))
})

test('gives the model its weights back when a row fails', () => {
  const model = models.linear()
  const free = anyWeights(model)
  const before = model.getWeights().map((weight) => weight.dataSync().slice())
  const tooFew = [tf.ones([1, 3]), tf.ones([1, 7])]
  expect(() => free.layers.at(-1)!.apply(tooFew)).toThrow(/provided shape/)
  tf.dispose(tooFew)
  expect(model.getWeights().map((weight) => weight.dataSync())).toEqual(before)
})
