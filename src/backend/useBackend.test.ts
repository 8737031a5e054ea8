import fc from 'fast-check'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type BackendName, backendNames } from './name.ts'
import { tf } from './tf.ts'
import { backendDescription, currentBackend, useBackend } from './useBackend.ts'

/** Those that start here: native may be missing. */
const available: BackendName[] = []
const tfjsNames = { native: 'tensorflow', wasm: 'wasm', cpu: 'cpu', onnxruntime: 'onnxruntime' }

const libraries = {
  native: /^native \(libtensorflow \d+\.\d+\.\d+\)$/,
  wasm: /^wasm \(tfjs 4\.22\.0\)$/,
  cpu: /^cpu \(tfjs 4\.22\.0\)$/,
  onnxruntime: /^onnxruntime \(ONNX Runtime \d+\.\d+\.\d+\)$/,
}

beforeAll(async () => {
  for (const name of backendNames) {
    if ((await useBackend(name).catch(() => undefined)) === name) available.push(name)
  }
})

afterEach(() => {
  delete process.env['OVERSHOOT_BACKEND']
})

test('wasm and cpu are always there, and auto takes the best', async () => {
  expect(available).toEqual(expect.arrayContaining(['wasm', 'cpu']))
  expect(await useBackend('auto')).toBe(available[0])
  expect(await useBackend()).toBe(available[0])
})

test('the backend asked for is the one that computes, and is described with its library', async () => {
  for (const name of available) {
    expect(await useBackend(name)).toBe(name)
    expect(currentBackend()).toBe(name)
    expect(tf.getBackend()).toBe(tfjsNames[name])
    const x = tf.scalar(1)
    expect(tf.engine().registry[tfjsNames[name]]?.refCount(x.dataId)).toBe(1)
    x.dispose()
    expect(backendDescription()).toMatch(libraries[name])
  }
})

test('the environment variable decides when nothing else does; empty, it counts as missing', async () => {
  process.env['OVERSHOOT_BACKEND'] = 'cpu'
  expect(await useBackend()).toBe('cpu')
  expect(await useBackend('wasm')).toBe('wasm')
  process.env['OVERSHOOT_BACKEND'] = ''
  expect(await useBackend()).toBe(available[0])
})

test('an unknown name is an error that lists the choices, and changes nothing', async () => {
  await useBackend('cpu')
  await expect(useBackend('gpu' as BackendName)).rejects.toMatchObject({
    code: 'BACKEND_UNKNOWN',
    message: 'useBackend: expected one of auto, native, wasm, cpu, onnxruntime, received name="gpu" (string)',
  })
  process.env['OVERSHOOT_BACKEND'] = 'Native'
  await expect(useBackend()).rejects.toMatchObject({
    code: 'BACKEND_UNKNOWN',
    message:
      'useBackend: expected one of auto, native, wasm, cpu, onnxruntime, received OVERSHOOT_BACKEND="Native" (string)',
  })
  expect(currentBackend()).toBe('cpu')
})

test('calls that overlap take effect in order', async () => {
  const names = fc.array(fc.constantFrom<string>(...available, 'nonsense'), { minLength: 1, maxLength: 8 })
  await fc.assert(
    fc.asyncProperty(names, async (wanted) => {
      await useBackend('cpu')
      const got = await Promise.all(wanted.map((name) => useBackend(name as BackendName).catch(() => 'nonsense')))
      expect(got).toEqual(wanted)
      expect(currentBackend()).toBe(wanted.findLast((name) => name !== 'nonsense') ?? 'cpu')
    }),
    { numRuns: 30 },
  )
})

test('starting wasm leaves no listener for the errors of the whole process', async () => {
  await useBackend('wasm')
  const texts = [...process.listeners('uncaughtException'), ...process.listeners('unhandledRejection')].map(String)
  expect(texts.filter((text) => text.includes('ExitStatus') || /^function \(reason\) *\{ *throw/.test(text))).toEqual(
    [],
  )
})

describe('moving from one backend to another', () => {
  test('a model predicts the same and leaks no tensor', async () => {
    await useBackend('cpu')
    const model = tf.sequential({
      layers: [
        tf.layers.conv1d({ filters: 3, kernelSize: 4, padding: 'same', activation: 'relu', inputShape: [9, 4] }),
        tf.layers.globalAveragePooling1d({}),
        tf.layers.dense({ units: 1, activation: 'sigmoid' }),
      ],
    })
    // Weights that were reshaped share their data with the tensor they come from.
    const [kernel, ...others] = model.getWeights()
    if (kernel === undefined) throw new Error('no kernel')
    model.setWeights([tf.tensor(kernel.dataSync()).reshape(kernel.shape), ...others])
    const x = tf.randomNormal([5, 9, 4], 0, 1, 'float32', 7)
    const predict = () => tf.tidy(() => (model.predict(x) as tf.Tensor).dataSync())
    const expected = predict()
    const tensors = tf.memory().numTensors
    for (const name of [...available, ...available.toReversed()]) {
      await useBackend(name)
      const predicted = predict()
      expected.forEach((value, row) => expect(Math.abs((predicted[row] ?? NaN) - value)).toBeLessThanOrEqual(1e-6))
    }
    expect(tf.memory().numTensors).toBe(tensors)
    model.dispose()
  })

  test('values stay what they are in every version of a tensor: reshaped, cast, and itself', async () => {
    const backend = () => fc.constantFrom(...available)
    const route = fc.tuple(backend(), fc.array(backend(), { minLength: 1, maxLength: 4 }))
    const dtypes = fc.constantFrom('float32' as const, 'int32' as const, 'bool' as const)
    await fc.assert(
      fc.asyncProperty(route, dtypes, fc.constantFrom('float32' as const, 'int32' as const), async (way, from, to) => {
        await useBackend(way[0])
        const before = tf.memory().numTensors
        const original = tf.tensor([0, 1, 1, 0, 1, 0], [6], from)
        const reshaped = original.reshape([2, 3])
        const cast = reshaped.cast(to)
        for (const name of way[1]) {
          await useBackend(name)
          // A column plus the tensor: the result's shape shows the shape that the backend saw.
          const column = tf.tidy(() => reshaped.cast('float32').add([[10], [20]]))
          expect(column.shape).toEqual([2, 3])
          expect([...column.dataSync()]).toEqual([10, 11, 11, 20, 21, 20])
          const both = tf.tidy(() => original.reshape([3, 2]).cast('float32').add(cast.cast('float32').transpose()))
          expect([...both.dataSync()]).toEqual([0, 1, 2, 1, 2, 0])
          const doubled = tf.tidy(() => cast.add(cast))
          expect([...doubled.dataSync()]).toEqual([0, 2, 2, 0, 2, 0])
          expect([...original.dataSync()]).toEqual([0, 1, 1, 0, 1, 0])
          tf.dispose([column, both, doubled])
        }
        tf.dispose([original, reshaped, cast])
        expect(tf.memory().numTensors).toBe(before)
      }),
      { numRuns: 40 },
    )
  })
})
