import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { temporaryFolder } from '../../test/temporaryFolder.ts'
import { currentBackend, useBackend } from '../backend/useBackend.ts'
import { tf } from '../backend/tf.ts'
import { checkProof } from './checkProof.ts'
import { explainVerdict } from '../claim/explainVerdict.ts'
import {
  allOf,
  always,
  anyOf,
  argmaxIs,
  atLeast,
  box,
  claim,
  interval,
  linear,
  oneHot,
  sometimes,
  unbounded,
} from '../claim/index.ts'
import { fingerprint } from '../network/fingerprint.ts'
import { decode } from '../search/corpus/decode.ts'
import { encode } from '../search/corpus/encode.ts'
import { readCorpus } from '../search/corpus/readCorpus.ts'
import { replay } from '../search/corpus/replay.ts'
import { computeOutputs } from '../search/model.ts'
import { nothingObserved } from '../search/observed.ts'
import { verify } from '../verify.ts'

const folder = temporaryFolder()
beforeAll(() => useBackend('cpu'))

/** Three classes of points in the plane, by how near they are to one of three directions. */
function classifier(activation: 'linear' | 'softmax' = 'linear'): tf.LayersModel {
  const layers = [tf.layers.dense({ units: 3, inputShape: [2], name: 'x', activation })]
  const model = tf.sequential({ layers })
  model.setWeights([
    tf.tensor2d([
      [1, -0.5, -0.5],
      [0, 0.75, -0.75],
    ]),
    tf.tensor1d([0, 0, 0]),
  ])
  return model
}

/** One input, two outputs of shapes [2, 1] and [1]: (x, -x) and relu(x). */
function forked(): tf.LayersModel {
  const x = tf.input({ shape: [1], name: 'x' })
  const both = tf.layers.dense({ units: 2, useBias: false, name: 'both' })
  const pair = tf.layers.reshape({ targetShape: [2, 1] }).apply(both.apply(x)) as tf.SymbolicTensor
  const one = tf.layers.reLU().apply(x) as tf.SymbolicTensor
  both.setWeights([tf.tensor2d([[1, -1]])])
  return tf.model({ inputs: x, outputs: [pair, one] })
}

test('a classifier answers alike around a point, and otherwise farther away', async () => {
  const model = classifier('softmax')
  const around = (size: number) =>
    claim('robust', model, { inputs: box([2], [1 - size, -size], [1 + size, size]), holds: always(argmaxIs(0)) })
  const near = await verify(around(0.5), { cases: 200, certificates: folder })
  expect(near).toMatchObject({ status: 'proved', margin: true, claimed: [0, Infinity], nan: 'impossible' })
  expect(checkProof(JSON.parse(await readFile(near.certificate!, 'utf8')))).toMatchObject({
    accepted: true,
    says: expect.stringContaining('margins are within') as string,
  })
  const far = await verify(around(2), { cases: 500 })
  expect(far.status).toBe('refuted')
  const outputs = far.counterexample!.outputs!
  expect(outputs.indexOf(Math.max(...outputs)) === 0 && outputs[0]! > Math.max(outputs[1]!, outputs[2]!)).toBe(false)
  model.dispose()
})

test('of several outputs the numbers are one after the other, in the order of the outputs', async () => {
  const model = forked()
  const decide = (holds: Parameters<typeof claim>[2]['holds']) =>
    verify(claim('forked', model, { inputs: interval(-2, 3), holds }), { cases: 200, certificates: folder })
  const first = await decide(always(allOf(linear([-1, 0, 1], '>=', -1e-5), linear([0, 1, 1], '>=', -1e-5))))
  expect(first).toMatchObject({ holds: 'always -y0 + y2 >= -0.00001 and y1 + y2 >= -0.00001', status: 'proved' })
  expect(checkProof(JSON.parse(await readFile(first.certificate!, 'utf8')))).toMatchObject({ accepted: true })
  expect(await decide(always(anyOf(argmaxIs(1), linear([1, 0, 0], '>=', -1))))).toMatchObject({ status: 'proved' })
  expect(await decide(sometimes(linear([0, 0, 1], '>', 2.5)))).toMatchObject({
    status: 'proved',
    witness: { inputs: { x: [3] }, output: 0.5, outputs: [3, -3, 3] },
  })
  expect(() => claim('c', model, { inputs: interval(0, 1), holds: always(atLeast(0)) })).toThrow(
    'speak of all of them by linear',
  )
  expect(() => claim('c', model, { inputs: interval(0, 1), holds: unbounded() })).toThrow('received 2')
  expect(() => claim('c', model, { inputs: interval(0, 1), holds: always(linear([1, 1], '>', 0)) })).toThrow(
    '3 coefficients',
  )
  const [one, two] = [0, 1].map(() => claim('c', model, { inputs: interval(0, 1), holds: always(argmaxIs(0)) }).model)
  expect(one).toBe(two)
  expect(fingerprint(one!)).toBe(
    fingerprint(claim('c', forked(), { inputs: interval(0, 1), holds: always(argmaxIs(0)) }).model),
  )
})

test('what random cases miss is found along the gradient of the margin that decides', async () => {
  const size = 30
  const model = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [size], name: 'x' })] })
  const weights = Float32Array.from({ length: 2 * size }, (_, i) => (i % 2 === 0 ? 1 : -1) * (i % 3 === 0 ? 0.5 : 1))
  model.setWeights([tf.tensor2d(weights, [size, 2]), tf.tensor1d([0, 0])])
  const most = weights.reduce((sum, w) => sum + Math.abs(w), 0)
  const subject = claim('corner', model, {
    inputs: box([size], -1, 1),
    holds: always(anyOf(linear([1, -1], '<', 0.98 * most), linear([2, -2], '<', 1.96 * most))),
  })
  expect(await verify(subject, { cases: 300, regions: 1 })).toMatchObject({ status: 'refuted' })
  model.dispose()
})

test('letters count as they do for outputs', async () => {
  const model = tf.sequential({
    layers: [tf.layers.flatten({ inputShape: [5, 4], name: 'sequence' }), tf.layers.dense({ units: 2, name: 'sums' })],
  })
  model.setWeights([
    tf.tensor2d(
      Float32Array.from({ length: 40 }, (_, i) => ((i * 7) % 11) / 4),
      [20, 2],
    ),
    tf.tensor1d([0, 0]),
  ])
  const stated = (bound: number) =>
    claim('letters', model, { inputs: oneHot(5, 4), holds: always(linear([1, -1], '>', bound)) })
  const outputs = async (bound: number) => verify(stated(bound), { cases: 500, certificates: folder, tight: true })
  const low = await outputs(-20)
  expect(low).toMatchObject({ status: 'proved' })
  const least = low.certified[0] - 20
  expect((await outputs(least - 0.01)).status).toBe('proved')
  expect((await outputs(least + 0.01)).status).toBe('refuted')
  model.dispose()
})

test('a margin that is NaN or infinite is said, and refutes', async () => {
  const model = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [1], name: 'x', useBias: false })] })
  model.setWeights([tf.tensor2d([[3e38, 3e38]])])
  const stated = (set: Parameters<typeof always>[0]) =>
    claim('c', model, { inputs: interval(0, 100), holds: always(set) })
  expect(await verify(stated(linear([1, -1], '>=', -1)), { cases: 100 })).toMatchObject({
    status: 'refuted',
    nan: 'observed',
    counterexample: { output: NaN, outputs: [Infinity, Infinity] },
  })
  // An infinite number is greater than any bound; one that does not count may be infinite.
  expect(await verify(stated(linear([1, 0], '>=', 0)), { cases: 100 })).toMatchObject({ status: 'proved' })
  model.dispose()
})

test('a counterexample is kept with all bits of its margin, replays, and is told as a margin', async () => {
  const model = classifier()
  const stated = claim('kept', model, {
    inputs: box([2], -1, 1),
    holds: always(linear([0.1, 0.2, 0.1], '>', -0.05)),
  })
  const options = { corpus: join(folder, 'corpus'), cases: 300 }
  const verdict = await verify(stated, { ...options, source: 'claims.ts' })
  expect(verdict.status).toBe('refuted')
  expect((await readdir(options.corpus)).length).toBe(1)
  const [stored] = (await readCorpus(options.corpus)).counterexamples
  expect(stored).toMatchObject({ output: verdict.counterexample!.output, outputs: verdict.counterexample!.outputs })
  expect(decode(encode(stored!))).toEqual(stored)
  expect(encode(stored!)).toMatch(/"bits": "[0-9a-f]{16}"/)
  expect(replay(stated, stored!, nothingObserved(), currentBackend())).toMatchObject({
    fails: true,
    output: stored!.output,
  })
  expect(await verify(stated, options)).toMatchObject({
    by: 'replay',
    reason: `the stored counterexample ${stored!.id} still gives a margin of ${stored!.output}`,
  })
  expect(explainVerdict(verdict)).toMatch(/margin = \S+ \(outputs \[.*\]\)\n.*\n  observed  margins \[/)
  model.dispose()
})

test('what bounds leave open of one number is decided by computing every float32, which the checker does again', async () => {
  const model = tf.sequential({
    layers: [
      tf.layers.dense({ units: 3, inputShape: [1], name: 'x', activation: 'relu' }),
      tf.layers.dense({ units: 2 }),
    ],
  })
  const alike = tf.tensor2d([0.3, 0.3, 0.7, 0.7, -0.9, -0.9], [3, 2])
  model.setWeights([tf.tensor2d([[1, 0.7, -0.3]]), tf.tensor1d([0.1, 0.2, 0.9]), alike, tf.tensor1d([0.1, 0.1])])
  const stated = claim('alike', model, {
    inputs: interval(0.5, 0.50005),
    holds: always(allOf(linear([1, -1], '>=', 0), linear([-1, 1], '>', -1))),
  })
  const verdict = await verify(stated, { regions: 50, certificates: folder })
  expect(verdict).toMatchObject({
    status: 'proved',
    by: 'exhaustion',
    certified: [expect.any(Number), expect.any(Number)],
  })
  const data: unknown = JSON.parse(await readFile(verdict.certificate!, 'utf8'))
  expect(checkProof(data)).toMatchObject({ accepted: false, reason: 'it cannot be checked without the model' })
  const outputsOf = (change: number) => (values: Float32Array) => {
    const outputs = computeOutputs(stated, stated.model, { rows: values.length, inputs: [values] })
    return outputs.map((output, i) => (i === 7 ? output - change : output))
  }
  expect(checkProof(data, { compute: outputsOf(0) })).toMatchObject({ accepted: true })
  // The second number of one row, which is not to be greater than the first.
  expect(checkProof(data, { compute: outputsOf(-1e-6) })).toMatchObject({ accepted: false })
  model.dispose()
})
