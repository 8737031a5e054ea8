import { beforeAll, expect, test } from 'vitest'
import { tf } from '../../backend/tf.ts'
import { useBackend } from '../../backend/useBackend.ts'
import {
  always,
  box,
  claim,
  type Claim,
  describeQuantifier,
  linear,
  type Quantifier,
  sometimes,
  within,
} from '../../claim/index.ts'
import { fingerprint } from '../../network/fingerprint.ts'
import { nothingObserved } from '../observed.ts'
import { replay } from './replay.ts'
import type { StoredCounterexample } from './storedCounterexample.ts'

beforeAll(() => useBackend('cpu'))

/** Outputs x + y0 and weight y1. */
function stated(holds: Quantifier, { weight = 1, x = box([1], -9, 9), y = box([2], -9, 9) } = {}): Claim {
  const inputs = [tf.input({ shape: [1], name: 'x' }), tf.input({ shape: [2], name: 'y' })]
  const all = tf.layers.concatenate().apply(inputs) as tf.SymbolicTensor
  const kernel = tf.tensor2d([1, 0, 1, 0, 0, weight], [3, 2])
  const outputs = tf.layers.dense({ units: 2, useBias: false, weights: [kernel] }).apply(all) as tf.SymbolicTensor
  return claim('c', tf.model({ inputs, outputs }), { inputs: { x, y }, holds })
}

const holds = always(within(-4, 4))

function storedOf(subject: Claim): StoredCounterexample {
  const inputs = subject.inputs.map(({ name, shape, domain }, i) => ({
    name,
    shape,
    domain: domain.description,
    values: i === 0 ? Float32Array.of(2) : Float32Array.of(3, 0),
  }))
  return {
    id: '0123456789ab',
    claim: 'c',
    holds: describeQuantifier(subject.holds),
    model: fingerprint(subject.model),
    inputs,
    output: 5,
    minimal: true,
    distance: 9,
    path: [],
    matters: [],
    backend: 'cpu',
    versions: { backend: '', tfjs: '', node: '' },
    found: { by: 'search', seed: 0, cases: 1, flaky: 0 },
  }
}

test('where nothing changed it fails again, and is as minimal as it was', () => {
  const subject = stated(holds)
  const stored = storedOf(subject)
  const observed = nothingObserved()
  const again = replay(subject, stored, observed, 'cpu')
  const point = [Float32Array.of(2), Float32Array.of(3, 0)]
  const expected = { stored, point, output: 5, fails: true, distance: 2, minimal: true, modelChanged: false }
  expect(again).toEqual(expected)
  expect(observed).toEqual({ min: 0, max: 5, nan: false })
  const unsure = { ...stored, minimal: false }
  expect(replay(subject, unsure, observed, 'cpu')).toEqual({ ...expected, stored: unsure, minimal: false })
})

test('what changed leaves open whether it is minimal', () => {
  const subject = stated(holds)
  const stored = storedOf(subject)
  const again = (of: Claim, backend: 'cpu' | 'wasm' = 'cpu') => replay(of, stored, nothingObserved(), backend)
  expect(again(subject, 'wasm')).toMatchObject({ fails: true, minimal: false, modelChanged: false })
  expect(again(stated(holds, { weight: 2 }))).toMatchObject({ fails: true, minimal: false, modelChanged: true })
  expect(again(stated(always(within(-4, 4.5))))).toMatchObject({ fails: true, minimal: false, modelChanged: false })
  expect(again(stated(holds, { x: box([1], -9, 8) }))).toMatchObject({ fails: true, minimal: false })
  expect(again(stated(holds, { y: box([2], -8, 9) }))).toMatchObject({ fails: true, minimal: false })
  expect(again(stated(always(within(-4, 6))))).toMatchObject({ fails: false, output: 5 })
})

test('what does not fit the claim any more says why', () => {
  const subject = stated(holds)
  const stored = storedOf(subject)
  const misfit = (of: Claim, one: StoredCounterexample = stored) => {
    const observed = nothingObserved()
    const result = replay(of, one, observed, 'cpu')
    expect(observed).toEqual(nothingObserved())
    return 'misfit' in result ? result.misfit : undefined
  }
  expect(misfit(stated(sometimes(within(-4, 4))))).toBe('the claim is not about all inputs any more')
  expect(misfit(stated(holds, { x: box([1], -1, 1) }))).toBe("its x is not in the claim's domain any more: -1..1")
  expect(misfit(stated(holds, { y: box([2], -1, 1) }))).toContain('its y is not')
  const [x, y] = stored.inputs as [StoredCounterexample['inputs'][0], StoredCounterexample['inputs'][0]]
  expect(misfit(subject, { ...stored, inputs: [x] })).toBe("the claim's inputs are x, y now, not x")
  expect(misfit(subject, { ...stored, inputs: [x, { ...y, name: 'z' }] })).toContain('not x, z')
  expect(misfit(subject, { ...stored, inputs: [x, y, { ...y, name: 'z' }] })).toContain('not x, y, z')
  const longer = { ...y, values: Float32Array.of(3, 0, 0) }
  expect(misfit(subject, { ...stored, inputs: [x, longer] })).toContain('its y is not')
})

test('inputs may have come in another order, and a margin comes with all outputs', () => {
  const subject = stated(always(linear([1, 1], '<=', 4)))
  const stored = storedOf(subject)
  const again = replay(subject, { ...stored, inputs: stored.inputs.toReversed() }, nothingObserved(), 'cpu')
  expect(again).toMatchObject({ output: -1, outputs: [5, 0], fails: true, distance: 2 })
  expect(again).toHaveProperty('point', [Float32Array.of(2), Float32Array.of(3, 0)])
})
