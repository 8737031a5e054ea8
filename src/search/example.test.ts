import { beforeAll, expect, test } from 'vitest'
import { tf } from '../backend/tf.ts'
import { useBackend } from '../backend/useBackend.ts'
import { above, always, below, box, claim, linear, within } from '../claim/index.ts'
import { wideDeepModel } from '../model/index.ts'
import { fingerprint } from '../network/fingerprint.ts'
import { decidingOf, exampleOf, exampleWith, partsOf } from './example.ts'
import { exampleId } from './exampleId.ts'
import { computeAlone } from './model.ts'
import type { Target } from '../claim/target.ts'
import { nothingObserved, observe, observedRange } from './observed.ts'

beforeAll(() => useBackend('cpu'))

function dense(kernel: readonly (readonly number[])[], input: tf.SymbolicTensor): tf.SymbolicTensor {
  const weights = [tf.tensor2d(kernel.map((row) => [...row]))]
  return tf.layers.dense({ units: kernel[0]!.length, useBias: false, weights }).apply(input) as tf.SymbolicTensor
}

/** Outputs x + 2 y and 3 x. */
function pair(): tf.LayersModel {
  const inputs = tf.input({ shape: [2], name: 'x' })
  const kernel = [
    [1, 3],
    [2, 0],
  ]
  return tf.model({ inputs, outputs: dense(kernel, inputs) })
}

const outside = (set: Target['set']): Target => ({ set, side: 'outside' })
const shrunk = (...x: number[]) => ({ point: [Float32Array.from(x)], minimal: true, distance: 2 })

test('an example is the point, the output that decides there, and a name that hangs on every bit', () => {
  const model = pair()
  const subject = claim('two', model, { inputs: box([2], -9, 9), holds: always(within(-4, 4)) })
  const example = exampleOf(subject, outside(within(-4, 4)), shrunk(2, 1))
  const id = exampleId('two', fingerprint(model), shrunk(2, 1).point)
  expect(example).toEqual({ inputs: { x: [2, 1] }, output: 6, minimal: true, distance: 2, id })
  expect(id).toMatch(/^[0-9a-f]{12}$/)
  expect(exampleWith(subject, 6, shrunk(2, 1))).toEqual(example)
  const ids = [
    id,
    exampleId('one', fingerprint(model), shrunk(2, 1).point),
    exampleId('two', 'other', shrunk(2, 1).point),
    exampleId('two', fingerprint(model), shrunk(-2, 1).point),
    exampleId('two', fingerprint(model), shrunk(2, 0).point),
    exampleId('two', fingerprint(model), shrunk(2, -0).point),
  ]
  expect(new Set(ids).size).toBe(ids.length)
})

test('what is no hit, or lies outside the domain, is no example', () => {
  const subject = claim('two', pair(), { inputs: box([2], -9, 9), holds: always(within(-4, 4)) })
  expect(() => exampleOf(subject, outside(within(-4, 4)), shrunk(1, 1))).toThrow(/"two" does not compute the same/)
  expect(() => exampleOf(subject, outside(within(-4, 4)), shrunk(10, 1))).toThrow(/lies outside the domain of x/)
})

test('of a margin all outputs are told, of an output none besides', () => {
  const model = pair()
  const set = linear([1, -1], '>=', 0)
  const subject = claim('less', model, { inputs: box([2], -9, 9), holds: always(set) })
  const objective = outside(subject.holds.kind === 'always' ? subject.holds.set : set)
  expect(decidingOf(subject, objective, shrunk(2, 1).point)).toMatchObject({ output: -2, outputs: [4, 6] })
  expect(exampleOf(subject, objective, shrunk(2, 1))).toMatchObject({ output: -2, outputs: [4, 6] })
  const plain = claim('plain', model, { inputs: box([2], -9, 9), holds: always(below(5)) })
  const deciding = decidingOf(plain, outside(below(5)), shrunk(2, 1).point)
  expect(deciding).toEqual({ output: 6, judged: Float32Array.of(4, 6) })
  expect(exampleOf(plain, outside(below(5)), shrunk(2, 1))).not.toHaveProperty('outputs')
})

test('the parts of a sum, each of its own inputs; of other models none', () => {
  const [x, y] = [tf.input({ shape: [1], name: 'x' }), tf.input({ shape: [2], name: 'y' })]
  const wide = tf.model({ inputs: x, outputs: dense([[3]], x) })
  const deep = tf.model({ inputs: y, outputs: dense([[1], [10]], y) })
  const model = wideDeepModel(wide, deep)
  const domains = { x: box([1], -9, 9), y: box([2], -9, 9) }
  const subject = claim('sum', model, { inputs: domains, holds: always(above(0)) })
  const point = [Float32Array.of(2), Float32Array.of(4, 0.5)]
  expect(computeAlone(subject, point)).toEqual(Float32Array.of(15))
  expect(partsOf(subject, point)).toEqual({ wide: 6, deep: 9 })
  const flat = claim('flat', pair(), { inputs: box([2], -9, 9), holds: always(above(0)) })
  expect(partsOf(flat, shrunk(1, 1).point)).toBeUndefined()
  const two = wideDeepModel(
    tf.model({ inputs: x, outputs: dense([[3, 1]], x) }),
    tf.model({
      inputs: y,
      outputs: dense(
        [
          [1, 2],
          [1, 2],
        ],
        y,
      ),
    }),
  )
  expect(
    partsOf(claim('two', two, { inputs: domains, holds: always(above(0)) }), [
      Float32Array.of(2),
      Float32Array.of(4, 1),
    ]),
  ).toBeUndefined()
})

test('what is observed is the least, the largest and whether any was NaN', () => {
  const observed = nothingObserved()
  expect(observedRange(observed)).toEqual([NaN, NaN])
  observe(observed, Float32Array.of(NaN))
  expect(observedRange(observed)).toEqual([NaN, NaN])
  expect(observed.nan).toBe(true)
  observe(observed, Float32Array.of(3))
  expect(observedRange(observed)).toEqual([3, 3])
  observe(observed, Float64Array.of(-1, 7, 2))
  expect(observed).toEqual({ min: -1, max: 7, nan: true })
  expect(observedRange(observed)).toEqual([-1, 7])
})
