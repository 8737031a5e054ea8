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

test.each<[string, () => unknown, string]>([
  [
    'an empty name',
    () => claim('', one, { inputs: finite([3]), holds }),
    'claim: expected a name to tell it by, received name=""',
  ],
  [
    'a name that is no text',
    () => claim(5 as never, one, { inputs: finite([3]), holds }),
    'claim: expected a name to tell it by, received name=5',
  ],
  [
    'no model',
    () => claim('c', null as never, { inputs: finite([3]), holds }),
    'claim "c": expected a tf.LayersModel, received model=null',
  ],
  [
    'no quantifier',
    () => claim('c', one, { inputs: finite([3]) } as never),
    'claim "c": expected always(...), sometimes(...) or unbounded(), received holds=undefined',
  ],
  [
    'a demand',
    () => claim('c', one, { inputs: finite([3]), holds, demand: 'yes' as never }),
    `claim "c": expected 'proof', received demand="yes"`,
  ],
  [
    'an expectation',
    () => claim('c', one, { inputs: finite([3]), holds, expect: 'x' as never }),
    `claim "c": expected 'refuted', received expect="x"`,
  ],
  [
    'an option',
    () => claim('c', one, { inputs: finite([3]), holds, demnad: 'proof' } as never),
    'claim "c": expected the options inputs, holds, demand, expect, cover, received demnad="proof"',
  ],
  [
    'no shape yet',
    () => claim('c', tf.sequential(), { inputs: finite([3]), holds }),
    'claim "c": the model is not built yet. Give its first layer an inputShape',
  ],
  [
    'two outputs',
    () =>
      claim('c', tf.model({ inputs: one.inputs, outputs: [one.outputs[0]!, one.inputs[0]!] }), {
        inputs: finite([3]),
        holds,
      }),
    'claim "c": expected a model with one output, received 2: ',
  ],
  [
    'no domains',
    () => claim('c', two, { inputs: null as never, holds }),
    'claim "c": expected a domain for each input, received inputs=null',
  ],
  [
    'one for two',
    () => claim('c', two, { inputs: interval(0, 1), holds }),
    'claim "c": expected 2 domains, keyed by input name, received inputs="0..1"',
  ],
  [
    'one in a list',
    () => claim('c', two, { inputs: [interval(0, 1)], holds }),
    'claim "c": expected 2 domains, received inputs.length=1',
  ],
  [
    'one missing',
    () => claim('c', two, { inputs: { dplus: interval(0, 1) }, holds }),
    'claim "c": expected a domain for sequence, received inputs=["dplus"]',
  ],
  [
    'no domain',
    () => claim('c', two, { inputs: [interval(0, 1), 5 as never], holds }),
    'claim "c": expected a domain: interval, box, oneHot, around or finite, received inputs.sequence=5',
  ],
  [
    'another shape',
    () => claim('c', two, { inputs: [interval(0, 1), oneHot(4, 6)], holds }),
    'claim "c": expected a domain of shape [6, 4], received inputs.sequence=[4,6]',
  ],
  [
    'more sides',
    () => claim('c', two, { inputs: [box([1, 2], 0, 1), oneHot(6, 4)], holds }),
    'claim "c": expected a domain of shape [1], received inputs.dplus=[1,2]',
  ],
  [
    'one number for three',
    () => claim('c', one, { inputs: interval(0, 1), holds }),
    ': expected a domain of shape [3], received inputs.',
  ],
  [
    'three numbers for one',
    () => claim('c', two, { inputs: [box([3], 0, 1), oneHot(6, 4)], holds }),
    ': expected a domain of shape [1], received inputs.dplus=[3]',
  ],
])('%s: refused, and said what was expected', (_, make, message) => {
  expect(make).toThrow(message)
})

test('a single number fits an input of one number, whatever sides it has, and an open side takes any length', () => {
  const single = tf.sequential({ layers: [tf.layers.flatten({ inputShape: [1, 1] }), tf.layers.dense({ units: 1 })] })
  expect(claim('c', single, { inputs: interval(0, 1), holds }).inputs[0]!.shape).toEqual([1, 1])
  expect(claim('c', single, { inputs: box([1, 1], 0, 1), holds }).inputs[0]!.shape).toEqual([1, 1])
  const open = tf.input({ shape: [null, 4] })
  const pooled = tf.model({
    inputs: open,
    outputs: tf.layers.globalAveragePooling1d({}).apply(open) as tf.SymbolicTensor,
  })
  expect(claim('c', pooled, { inputs: oneHot(7, 4), holds }).inputs[0]!.shape).toEqual([7, 4])
  expect(() => claim('c', pooled, { inputs: oneHot(7, 5), holds })).toThrow('expected a domain of shape [, 4]')
})

test('a claim says what it demands and expects, and nothing that was not stated', () => {
  const inputs = finite([3])
  expect(Object.keys(claim('c', one, { inputs, holds }))).toEqual(['name', 'model', 'inputs', 'holds'])
  expect(claim('c', one, { inputs, holds, demand: 'proof', expect: 'refuted' })).toMatchObject({
    name: 'c',
    holds,
    demand: 'proof',
    expect: 'refuted',
  })
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
