import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest'
import { tf } from '../../backend/tf.ts'
import { useBackend } from '../../backend/useBackend.ts'
import { adopt, isForeign, originalOf } from './adopt.ts'
import { readNetwork } from '../readNetwork.ts'
import { minifiedCopy, secondCopy, withCopy } from '../../../test/network/own/secondCopy.ts'

let other: typeof tf
beforeAll(async () => {
  other = await secondCopy()
})
beforeEach(() => useBackend('cpu'))

type Given = tf.Tensor | tf.Tensor[]
const symbolic = (value: unknown): tf.SymbolicTensor => value as tf.SymbolicTensor

/** Nested and shared, of layers with and without weights. */
function build(): { model: tf.LayersModel; inner: tf.LayersModel; shared: tf.layers.Layer; norm: tf.layers.Layer } {
  const { layers } = other
  const shared = layers.dense({ units: 4, activation: 'tanh' })
  const norm = layers.batchNormalization()
  const inner = other.sequential({
    layers: [layers.dense({ units: 4, inputShape: [4] }), norm, layers.reLU({ maxValue: 2 })],
  })
  const x = other.input({ shape: [2, 2], name: 'x' })
  const first = symbolic(shared.apply(symbolic(layers.flatten().apply(x))))
  const second = symbolic(shared.apply(symbolic(inner.apply(first))))
  const output = symbolic(layers.softmax({ axis: -1 }).apply(symbolic(layers.add().apply([first, second]))))
  return { model: other.model({ inputs: x, outputs: output }), inner, shared, norm }
}

const predict = (model: tf.LayersModel): Float32Array =>
  tf.tidy(
    () =>
      (model.predictOnBatch(tf.tensor(Float32Array.of(1, -2, 0.5, 3, 0.1, -0.7, 2, 1), [2, 2, 2])) as tf.Tensor)
        .dataSync()
        .slice() as Float32Array,
  )

test('a model of another copy is made anew, on its own weights', () => {
  const { model, shared } = build()
  expect([isForeign(model), model instanceof tf.LayersModel]).toEqual([true, false])
  const own = adopt(model) as tf.LayersModel
  expect([isForeign(own), own instanceof tf.LayersModel, originalOf(own)]).toEqual([false, true, model])
  expect(readNetwork(own).opaque).toEqual([])
  expect(predict(own)).toEqual(predict(model))
  const before = predict(own)
  shared.setWeights(shared.getWeights().map((weight) => tf.mul(weight, -0.5)))
  expect(predict(own)).toEqual(predict(model))
  expect(predict(own)).not.toEqual(before)
})

test('copies are loaded without a word, whichever comes first', async () => {
  const ours = fileURLToPath(new URL('../../../dist/backend/tf.js', import.meta.url))
  const words = await withCopy(async (copy) => {
    const [own, second] = [
      `await import(${JSON.stringify(ours)})`,
      `createRequire(${JSON.stringify(ours)})(${JSON.stringify(copy)})`,
    ]
    const told: string[] = []
    for (const order of [
      [own, second],
      [second, own],
    ]) {
      const script = [`import { createRequire } from 'node:module'`, ...order, `console.warn('the rest')`].join('\n')
      const { stdout, stderr } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script])
      told.push(`${stdout}${stderr}`)
    }
    return told
  })
  expect(words).toEqual(['the rest\n', 'the rest\n'])
})

const shift = (x: Given): tf.Tensor => other.add([x].flat()[0]!, 1)
const strange: Readonly<Record<string, [alter: (parts: ReturnType<typeof build>) => unknown, why: RegExp]>> = {
  'a layer with its own call': [({ shared }) => (shared.call = shift), /has another call/],
  'a model with its own call': [({ inner }) => (inner.call = shift), /\(Sequential\) has another call/],
  'a model that predicts otherwise': [
    ({ model }) => (model.predictOnBatch = (x) => shift(x as Given)),
    /has another predictOnBatch/,
  ],
  'another activation': [
    ({ shared }) => ((shared as unknown as { activation: { apply: unknown } }).activation.apply = shift),
    /has an activation of its own/,
  ],
  'a proxy for an activation': [
    ({ shared }) => {
      const own = shared as unknown as { activation: object }
      own.activation = new Proxy(own.activation, {})
    },
    /has an activation of its own/,
  ],
  'fields that were changed': [
    ({ norm }) => ((norm as unknown as { supportsMasking: unknown }).supportsMasking = 7),
    /has another supportsMasking/,
  ],
  'a sequential model that grew': [
    ({ inner }) => {
      other.dispose(inner.predict(other.zeros([1, 4])))
      inner.layers.push(other.layers.reLU())
      ;(inner as tf.Sequential).add(other.layers.reLU())
    },
    /was changed after it first ran|other layers/,
  ],
}

test.for(Object.entries(strange))('of another copy, %s is not taken for what it is named', ([, [alter, why]]) => {
  const parts = build()
  alter(parts)
  expect(adopt(parts.model)).toEqual(expect.stringMatching(why))
})

test('classes of a caller, and copies that are written otherwise, are told', async () => {
  class Own extends other.layers.Layer {
    static className = 'Own'
    override call(inputs: Given): tf.Tensor {
      return shift(inputs)
    }
  }
  class Dense extends Own {
    static override className = 'Dense'
  }
  for (const made of [Own, Dense]) {
    const x = other.input({ shape: [2] })
    const model = other.model({ inputs: x, outputs: symbolic(new made({ name: 'mine' }).apply(x)) })
    expect(adopt(model)).toEqual(expect.stringMatching(/^mine \((Own\) is no layer|Dense\) has another)/))
  }
  const { prototype } = Object.getPrototypeOf(other.layers.flatten()).constructor as { prototype: { call: unknown } }
  const { call } = prototype
  onTestFinished(() => void (prototype.call = call))
  prototype.call = shift
  expect(adopt(build().model)).toEqual(expect.stringMatching(/\(Flatten\) has another call/))
  const minified = await minifiedCopy()
  const model = minified.sequential({ layers: [minified.layers.dense({ units: 1, inputShape: [2], name: 'small' })] })
  expect(adopt(model)).toEqual(expect.stringMatching(/has another/))
})
