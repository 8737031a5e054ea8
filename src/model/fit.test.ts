import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { flatWeights } from '../../fixtures/keras/reference.ts'
import { useBackend } from '../backend/useBackend.ts'
import { tf } from '../backend/tf.ts'
import { convolutionalModel, type FitOptions, linearModel, type WideDeepModel, wideDeepModel } from './index.ts'
import { dropoutMasks } from './seededDropout.ts'
import { permutation } from './seeds.ts'

beforeAll(async () => void (await useBackend()))

const rows = 10

function model(seed: number): WideDeepModel {
  const linear = linearModel({ inputShape: [1], name: 'dplus' })
  const deep = convolutionalModel({ inputShape: [8, 4], filters: 3, kernelSize: 4, name: 'sequence', seed })
  const whole = wideDeepModel(linear, deep, { name: 'both' })
  whole.compile({ optimizer: ['sgd', 'adam'], loss: 'binaryCrossentropy', metrics: ['accuracy'] })
  return whole
}

const data = (): [tf.Tensor[], tf.Tensor] => [
  [tf.linspace(0, 1, rows), tf.randomUniform([rows, 8, 4], 0, 1, 'float32', 5)],
  tf.tensor1d(Array.from({ length: rows }, (_, i) => i % 2)),
]

/** Trains afresh; returns the weights. */
async function trained(...fits: FitOptions[]): Promise<number[]> {
  const whole = model(1)
  const [x, y] = data()
  for (const options of fits) await whole.fit(x, y, { batchSize: 4, ...options })
  const weights = flatWeights(whole)
  whole.dispose()
  tf.dispose([x, y])
  return weights
}

test('same seed, same bits; another seed or order, other weights', async () => {
  const before = tf.memory().numTensors
  const weights = await trained({ epochs: 3, seed: 7 })
  expect(await trained({ epochs: 3, seed: 7 })).toEqual(weights)
  expect(await trained({ epochs: 3, seed: 8 })).not.toEqual(weights)
  expect(await trained({ epochs: 3, seed: 7, shuffle: false })).not.toEqual(weights)
  expect(weights.every(Number.isFinite)).toBe(true)
  expect(tf.memory().numTensors).toBe(before)
})

test('an interrupted training goes on as if it had not been', async () => {
  const whole = await trained({ epochs: 3, seed: 7 })
  expect(await trained({ epochs: 1, seed: 7 }, { epochs: 3, initialEpoch: 1, seed: 7 })).toEqual(whole)
})

test('Dropout has another mask in each step, and its own seed in its configuration', () => {
  const input = tf.input({ shape: [1000] })
  const layer = tf.layers.dropout({ rate: 0.5, seed: 3 })
  const dropout = tf.model({ inputs: input, outputs: layer.apply(input) as tf.SymbolicTensor })
  const masks = dropoutMasks(dropout, 11, true)
  const mask = (): string =>
    tf.tidy(() => (layer.apply(tf.ones([1, 1000]), { training: true }) as tf.Tensor).dataSync().join())
  const alone = [mask(), mask()]
  expect(alone[0]).toBe(alone[1]) // what tfjs does with a seed: the same mask again
  const steps = [0, 1, 2].map((step) => {
    masks.use(step)
    return mask()
  })
  expect(new Set(steps).size).toBe(3)
  masks.use(1)
  expect(mask()).toBe(steps[1])
  const dropped = steps[0]!.split(',').filter((value) => value === '0').length
  expect(Math.abs(dropped - 500)).toBeLessThan(80) // five standard deviations
  masks.release()
  expect(layer.getConfig()['seed']).toBe(3)
  expect(mask()).toBe(alone[0])
})

test('a layer that no seed reaches is refused where a seed is given', async () => {
  const noisy = wideDeepModel(
    linearModel({ inputShape: [2] }),
    tf.sequential({
      layers: [tf.layers.gaussianNoise({ stddev: 1, inputShape: [2], name: 'noise' }), tf.layers.dense({ units: 1 })],
    }),
  )
  noisy.compile({ optimizer: 'sgd', loss: 'mse' })
  const [x, y] = [[tf.ones([2, 2]), tf.ones([2, 2])], tf.ones([2, 1])]
  await expect(noisy.fit(x, y, { seed: 1 })).rejects.toThrowErrorMatchingInlineSnapshot(
    `[OvershootError: fit: the layer noise (GaussianNoise) draws random numbers that no seed reaches. Leave out seed, or use Dropout or SpatialDropout1D]`,
  )
  await noisy.fit(x, y)
  noisy.dispose()
  tf.dispose([x, y])
})

test('reports progress, calls callbacks and validates', async () => {
  const before = tf.memory().numTensors
  const whole = model(1)
  const [x, y] = data()
  const progress: string[] = []
  const epochs: number[] = []
  const history = await whole.fit(x, y, {
    epochs: 2,
    batchSize: 4,
    validationSplit: 0.3,
    onProgress: ({ epoch, epochs: all, batch, batches, logs }) =>
      progress.push(`${epoch}/${all} ${batch}/${batches} ${Object.keys(logs ?? {}).join()}`),
    callbacks: [new tf.CustomCallback({ onEpochEnd: async (epoch) => void epochs.push(epoch) })],
  })
  expect(progress).toEqual([
    '1/2 1/2 ',
    '1/2 2/2 val_loss,val_acc,loss,acc',
    '2/2 1/2 ',
    '2/2 2/2 val_loss,val_acc,loss,acc',
  ])
  expect(epochs).toEqual([0, 1])
  expect(history.history['val_loss']).toHaveLength(2)
  const last = tf.tidy(() => {
    const tail = x.map((tensor) => tf.slice(tensor, 7, 3))
    return [whole.evaluate(tail, tf.slice(y, 7, 3))].flat().map((value) => (value as tf.Scalar).dataSync()[0]!)
  })
  expect(last[0]).toBeCloseTo(history.history['val_loss']![1] as number, 6)
  const same = await whole.fit(x, y, { validationData: [{ dplus: x[0]!, sequence: x[1]! }, y], epochs: 1 })
  expect(same.history['val_acc']).toHaveLength(1)
  whole.dispose()
  tf.dispose([x, y])
  expect(tf.memory().numTensors).toBe(before)
})

test('stops at a signal, after the batch it is in', async () => {
  const before = tf.memory().numTensors
  const whole = model(1)
  const [x, y] = data()
  const controller = new AbortController()
  let batches = 0
  const fitting = whole.fit(x, y, {
    epochs: 100,
    batchSize: 4,
    signal: controller.signal,
    onProgress: () => {
      if (++batches === 4) controller.abort(new Error('enough'))
    },
  })
  await expect(fitting).rejects.toThrow('enough')
  expect(batches).toBeLessThanOrEqual(6)
  await expect(whole.fit(x, y, { signal: controller.signal })).rejects.toThrow('enough')
  await whole.fit(x, y)
  whole.dispose()
  tf.dispose([x, y])
  expect(tf.memory().numTensors).toBe(before)
})

test('refuses data and options that do not fit', async () => {
  const whole = model(1)
  const [x, y] = data()
  const fit = (xs: unknown, ys: unknown, options?: object): Promise<unknown> =>
    whole.fit(xs as never, ys as never, options)
  const messages = await Promise.all(
    [
      fit(x[0], y),
      fit({ dplus: x[0], sequences: x[1] }, y),
      fit({ dplus: x[0] }, y),
      fit([x[1], x[0]], y),
      fit(
        x,
        tf.tidy(() => tf.keep(tf.zeros([3]))),
      ),
      fit(x, y, { epochs: 0 }),
      fit(x, y, { validationSplit: 1 }),
      fit(x, y, { validationSplit: 0.95 }),
      fit(x, y, { sampleWeight: 1 }),
    ].map((refused) =>
      refused.then(
        () => 'none',
        (error: Error) => error.message,
      ),
    ),
  )
  expect(messages).toMatchInlineSnapshot(`
    [
      "fit: expected 2 tensors (dplus, sequence), received x.length=1 (number)",
      "fit: expected tensors for dplus, sequence, received x=["dplus","sequences"] (Array)",
      "fit: expected a tensor for sequence, received x=["dplus"] (Array)",
      "fit: expected a tensor of shape [rows, 1], received x.dplus=[10,8,4] (Array)",
      "fit: expected 10 rows, as many as x has, received y.shape=[3,1] (Array)",
      "fit: expected a whole number of at least 1, received epochs=0 (number)",
      "fit: expected a share from 0 to below 1, received validationSplit=1 (number)",
      "fit: expected a split that leaves rows on both sides, received validationSplit=0.95 (number)",
      "fit: expected the options epochs, initialEpoch, batchSize, validationData, validationSplit, callbacks, verbose, seed, shuffle, classWeight, yieldEvery, onProgress, signal, received sampleWeight=1 (number)",
    ]
  `)
  whole.dispose()
})

test('a permutation holds each number once, and depends on its seed alone', () => {
  fc.assert(
    fc.property(fc.nat(200), fc.nat(), (count, seed) => {
      const order = permutation(count, seed)
      expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, i) => i))
      expect(permutation(count, seed)).toEqual(order)
    }),
    { numRuns: 100 },
  )
})
