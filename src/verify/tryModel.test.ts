import { expect, onTestFinished, test } from 'vitest'
import { tfjsBackends } from '../backend/name.ts'
import { startOrSkip } from '../../test/backend/startOrSkip.ts'
import { tf } from '../backend/tf.ts'
import { currentBackend, useBackend } from '../backend/useBackend.ts'
import { always, box, claim, type Claim, within } from '../claim/index.ts'
import { integer, uniform } from '../../test/network/random.ts'
import { randomModel } from '../../test/network/randomModel.ts'
import { subjectOf } from '../proof/subject.ts'
import { rowsPerPass } from '../search/rowsPerPass.ts'
import { verify } from '../verify.ts'
import { tryModel } from './tryModel.ts'

type Given = tf.Tensor | tf.Tensor[]

/** Computes whatever it is given to compute. */
class Own extends tf.layers.Layer {
  static className = 'Own'
  readonly run: (x: tf.Tensor) => tf.Tensor
  constructor(run: (x: tf.Tensor) => tf.Tensor) {
    super({})
    this.run = run
  }
  override call(inputs: Given): tf.Tensor {
    return tf.tidy(() => this.run([inputs].flat()[0]!))
  }
}

const tried = (subject: Claim) => tryModel(subject, subjectOf(subject, currentBackend()))
const of = (layer: tf.layers.Layer, shape: number[] = [3]): Claim => {
  const x = tf.input({ shape })
  const model = tf.model({ inputs: x, outputs: layer.apply(x) as tf.SymbolicTensor })
  return claim('c', model, { inputs: box(shape, -1, 1), holds: always(within(-9, 9)) })
}

let calls = 0
const unfit: Readonly<Record<string, [run: (x: tf.Tensor) => tf.Tensor, code: string]>> = {
  'a softmax over the batch': [(x) => tf.softmax(x.transpose()).transpose(), 'ROWS_DEPENDENT'],
  'a sum over the batch': [(x) => tf.add(x, tf.sum(x, 0, true)), 'ROWS_DEPENDENT'],
  'a little of the mean over the batch': [(x) => tf.add(x, tf.mul(1e-6, tf.mean(x, 0, true))), 'ROWS_DEPENDENT'],
  'normalization by the batch': [
    (x) => tf.div(tf.sub(x, tf.mean(x, 0, true)), tf.add(tf.moments(x, 0, true).variance, 1e-3).sqrt()),
    'ROWS_DEPENDENT',
  ],
  'the row after it': [(x) => tf.concat([x.slice([1]), x.slice([0], [1])], 0), 'ROWS_DEPENDENT'],
  'a little of all rows before it': [(x) => tf.add(x, tf.mul(1e-6, tf.cumsum(x, 0, true))), 'ROWS_DEPENDENT'],
  'a little of the row before it, at odd places': [
    (x) => {
      const odd = tf.mod(tf.range(0, x.shape[0]!), 2).reshape([-1, 1])
      const before = tf.concat([tf.zerosLike(x.slice([0], [1])), x.slice([0], [x.shape[0]! - 1])], 0)
      return tf.add(x, tf.mul(tf.mul(1e-6, odd), before))
    },
    'ROWS_DEPENDENT',
  ],
  'the batch in another shape': [(x) => tf.reshape(x.transpose(), x.shape), 'ROWS_DEPENDENT'],
  'the rows turned round': [(x) => tf.reverse(x, 0), 'ROWS_DEPENDENT'],
  'the size of the batch': [(x) => tf.mul(x, x.shape[0]!), 'ROWS_DEPENDENT'],
  'the place in the batch': [(x) => tf.add(x, tf.range(0, x.shape[0]!).reshape([-1, 1])), 'ROWS_DEPENDENT'],
  'one row for two': [(x) => tf.slice(x, [0, 0], [Math.ceil(x.shape[0]! / 2), -1]), 'ROWS_DEPENDENT'],
  dropout: [(x) => tf.dropout(x, 0.5), 'OUTPUT_UNSTABLE'],
  noise: [(x) => tf.add(x, tf.randomNormal(x.shape, 0, 1e-6)), 'OUTPUT_UNSTABLE'],
  'how often it ran': [(x) => tf.add(x, calls++), 'OUTPUT_UNSTABLE'],
}

test.for(tfjsBackends)(
  'on %s, a model that does not compute each row by itself gets no verdict',
  async (name, { skip }) => {
    await startOrSkip(name, skip)
    for (const [what, [run, code]] of Object.entries(unfit)) {
      const error = await verify(of(new Own(run)), { cases: 10 }).catch((reason: unknown) => reason)
      expect([what, error]).toEqual([what, expect.objectContaining({ code })])
    }
  },
)

test('rows are tried together where a pass has room for one', async () => {
  await useBackend('cpu')
  const layers = [
    // Looked up, not multiplied: it costs less than it seems to.
    tf.layers.embedding({ inputDim: 4096, outputDim: 16, inputLength: 1024 }),
    tf.layers.globalAveragePooling1d({}),
    new Own((x) => tf.add(x, tf.sum(x, 0, true))),
  ]
  const model = tf.sequential({ layers })
  const large = claim('c', model, { inputs: box([1024], 0, 9), holds: always(within(-9, 9)) })
  expect(rowsPerPass(large)).toBe(1)
  expect(() => tried(large)).toThrow(expect.objectContaining({ code: 'ROWS_DEPENDENT' }))
  model.dispose()
})

test('no proof rests on what there was no time to try', () => {
  const known = of(tf.layers.dense({ units: 2 }))
  const read = (subject: Claim) => subjectOf(subject, currentBackend())
  expect(tryModel(known, read(known), -Infinity)).toEqual({ proof: undefined, isLate: true, warnings: [] })
  expect(tryModel(known, read(known))).toMatchObject({ proof: { opaque: [] } })
})

test.for(tfjsBackends)('on %s, layers that do are not suspected, known or not', async (name, { skip }) => {
  await startOrSkip(name, skip)
  for (let seed = 1; seed <= 15; seed++) {
    const random = uniform(seed)
    const model = randomModel(random, () => 10 ** integer(random, -3, 3))
    const inputs = model.inputs.map(({ shape }) => box(shape.slice(1) as number[], -3, 3))
    const subject = claim('c', model, { inputs, holds: always(within(0, 1)) })
    const proof = subjectOf(subject, currentBackend())
    expect(tryModel(subject, proof)).toEqual({ proof, warnings: [] })
    // As if nothing were known of it.
    expect(tryModel(subject, undefined).warnings).toEqual([])
    model.dispose()
  }
  const layers = [
    tf.layers.lstm({ units: 3 }),
    tf.layers.gru({ units: 3, returnSequences: true }),
    tf.layers.bidirectional({ layer: tf.layers.simpleRNN({ units: 2 }) as tf.RNN, mergeMode: 'concat' }),
    tf.layers.layerNormalization(),
    tf.layers.timeDistributed({ layer: tf.layers.dense({ units: 2 }) }),
  ]
  for (const layer of layers) expect(tried(of(layer, [9, 4])).warnings).toEqual([])
})

test('what runs and is not what was read is told, and rests on no proof', async () => {
  await useBackend('cpu')
  const kernel = tf.getKernel('Maximum', 'cpu')
  onTestFinished(() => {
    tf.unregisterKernel('Maximum', 'cpu')
    tf.registerKernel(kernel)
  })
  const inputs = ['a', 'b'].map((name) => tf.input({ shape: [2], name }))
  const model = tf.model({ inputs, outputs: tf.layers.maximum().apply(inputs) as tf.SymbolicTensor })
  const subject = claim('c', model, { inputs: inputs.map(() => box([2], -1, 1)), holds: always(within(-9, 9)) })
  expect((await verify(subject, { cases: 10 })).status).toBe('proved')
  tf.unregisterKernel('Maximum', 'cpu')
  tf.registerKernel({ ...tf.getKernel('Minimum', 'cpu'), kernelName: 'Maximum' })
  const verdict = await verify(subject, { cases: 10 })
  expect(verdict).toMatchObject({ status: 'survived', certified: [-Infinity, Infinity] })
  expect(verdict.warnings).toEqual([
    expect.stringMatching(/no proof was tried: .* on cpu, which computes something else/),
  ])
})

test('a layer that gives more numbers than it tells is found out', async () => {
  await useBackend('cpu')
  const more = of(new Own((x) => tf.concat([x, x], 1)))
  await expect(verify(more)).rejects.toThrow('its model gives 6 numbers for a row, and its layers say 3')
})

test('a model that cannot run is said not to', async () => {
  await useBackend('cpu')
  const failing = of(new Own(() => tf.reshape(tf.zeros([2]), [3])))
  await expect(verify(failing)).rejects.toMatchObject({
    code: 'MODEL_INVALID',
    message: expect.stringContaining('claim "c"') as string,
  })
})
