import { beforeAll, expect, test } from 'vitest'
import { tf } from '../backend/tf.ts'
import { useBackend } from '../backend/useBackend.ts'
import { box, finite, interval } from './box.ts'
import { claim } from './claim.ts'
import { oneHot } from './oneHot.ts'
import { always, sometimes, unbounded } from './quantifier.ts'
import { above, below, inSet, within } from './set.ts'

let two: tf.LayersModel
let one: tf.LayersModel
beforeAll(async () => {
  await useBackend('cpu')
  const d = tf.input({ shape: [1], name: 'dplus' })
  const s = tf.input({ shape: [6, 4], name: 'sequence' })
  const flat = tf.layers.flatten().apply(s) as tf.SymbolicTensor
  const joined = tf.layers.concatenate().apply([d, flat]) as tf.SymbolicTensor
  two = tf.model({ inputs: [d, s], outputs: tf.layers.dense({ units: 1 }).apply(joined) as tf.SymbolicTensor })
  one = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [3] })] })
})

const holds = always(within(0, 1))

test('domains are matched by input name, by position, or bare', () => {
  const byName = claim('c', two, { inputs: { sequence: oneHot(6, 4), dplus: interval(0, 1) }, holds })
  const byPosition = claim('c', two, { inputs: [interval(0, 1), oneHot(6, 4)], holds })
  expect(byName.inputs.map(({ name, domain }) => [name, domain.description])).toEqual([
    ['dplus', '0..1'],
    ['sequence', 'oneHot 6x4'],
  ])
  expect(byPosition.inputs.map(({ name }) => name)).toEqual(['dplus', 'sequence'])
  expect(claim('c', one, { inputs: box([3], 0, 1), holds }).inputs).toHaveLength(1)
})

test.each([
  [
    'a wrong name',
    () => claim('c', two, { inputs: { dpuls: interval(0, 1), sequence: oneHot(6, 4) }, holds }),
    'DOMAIN_MISMATCH',
  ],
  ['an input without a domain', () => claim('c', two, { inputs: { dplus: interval(0, 1) }, holds }), 'DOMAIN_MISMATCH'],
  ['a wrong shape', () => claim('c', two, { inputs: [interval(0, 1), oneHot(4, 6)], holds }), 'DOMAIN_MISMATCH'],
  ['too few domains', () => claim('c', two, { inputs: [interval(0, 1)], holds }), 'DOMAIN_MISMATCH'],
  ['a bare domain for two inputs', () => claim('c', two, { inputs: interval(0, 1), holds }), 'DOMAIN_MISMATCH'],
  ['no domain at all', () => claim('c', two, { inputs: undefined as never, holds }), 'DOMAIN_MISMATCH'],
  ['something that is no domain', () => claim('c', one, { inputs: [5 as never], holds }), 'DOMAIN_MISMATCH'],
  ['an empty name', () => claim(' ', one, { inputs: finite([3]), holds }), 'ARGUMENT_INVALID'],
  ['no quantifier', () => claim('c', one, { inputs: finite([3]), holds: within(0, 1) as never }), 'ARGUMENT_INVALID'],
  [
    'an unknown demand',
    () => claim('c', one, { inputs: finite([3]), holds, demand: 'yes' as never }),
    'ARGUMENT_INVALID',
  ],
  [
    'an unknown expectation',
    () => claim('c', one, { inputs: finite([3]), holds, expect: 'x' as never }),
    'ARGUMENT_INVALID',
  ],
  [
    'a misspelt option',
    () => claim('c', one, { inputs: finite([3]), holds, demnad: 'proof' } as never),
    'ARGUMENT_INVALID',
  ],
  ['no model', () => claim('c', {} as never, { inputs: finite([3]), holds }), 'ARGUMENT_INVALID'],
  [
    'a model of two outputs',
    () =>
      claim('c', tf.model({ inputs: one.inputs, outputs: [one.outputs[0]!, one.inputs[0]!] }), {
        inputs: finite([3]),
        holds,
      }),
    'MODEL_INVALID',
  ],
  ['a model that is not built', () => claim('c', tf.sequential(), { inputs: finite([3]), holds }), 'MODEL_INVALID'],
  ['bounds the wrong way round', () => within(1, 0), 'ARGUMENT_INVALID'],
  ['an empty open set', () => within(1, 1, { open: true }), 'ARGUMENT_INVALID'],
  ['a NaN bound', () => above(Number.NaN), 'ARGUMENT_INVALID'],
  ['a set where a quantifier takes one', () => sometimes(unbounded() as never), 'ARGUMENT_INVALID'],
])('%s is refused', (_, make, code) => {
  expect(make).toThrow(expect.objectContaining({ code }))
})

test('a mismatch names the inputs that the model has', () => {
  expect(() => claim('c', two, { inputs: { dpuls: interval(0, 1) }, holds })).toThrow(
    'claim "c": expected the name of an input, received inputs="dpuls" (string). The model\'s inputs: dplus [1], sequence [6, 4]',
  )
})

test('sets hold their ends unless open, and never NaN', () => {
  const open = within(0, 1, { open: true })
  expect([0, 1, 0.5, Number.NaN].map((y) => inSet(within(0, 1), y))).toEqual([true, true, true, false])
  expect([0, 1, 0.5, Number.NaN].map((y) => inSet(open, y))).toEqual([false, false, true, false])
  expect([1, Math.fround(1.0000001), Infinity, Number.NaN].map((y) => inSet(above(1), y))).toEqual([
    false,
    true,
    true,
    false,
  ])
  expect([1, 0, -Infinity, Number.NaN].map((y) => inSet(below(1), y))).toEqual([false, true, true, false])
})
