import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { tf } from '../../backend/tf.ts'
import { useBackend } from '../../backend/useBackend.ts'
import { box, finite, interval } from '../../claim/box.ts'
import { claim, type Claim } from '../../claim/claim.ts'
import { drawRows } from '../../../test/claim/domain.ts'
import { defined } from '../../defined.ts'
import { FLOAT32_MAX } from '../../numeric/float32.ts'
import { oneHot } from '../../claim/oneHot.ts'
import { always } from '../../claim/quantifier.ts'
import { above, below, within } from '../../claim/set.ts'
import { computeAlone } from '../model.ts'
import { isHit } from '../objective.ts'
import type { Target } from '../../claim/target.ts'
import { nothingObserved } from '../observed.ts'
import { compare, simplerValues } from './simplicity.ts'
import { shrink } from './shrink.ts'

beforeAll(() => useBackend('wasm'))

/** A model that computes activation(x . kernel) of one flat input. */
function linear(kernel: number[], activation?: 'relu'): tf.LayersModel {
  const dense = tf.layers.dense({
    units: 1,
    useBias: false,
    inputShape: [kernel.length],
    ...defined({ activation }),
  })
  const model = tf.sequential({ layers: [dense] })
  model.setWeights([tf.tensor2d(kernel, [kernel.length, 1])])
  return model
}

function shrinkFrom(subject: Claim, objective: Target, hit: Float32Array[]) {
  return shrink(subject, objective, hit, nothingObserved(), { deadline: Infinity })
}

const exceeds = (bound: number): Target => ({ set: above(bound), side: 'inside' })

describe('finds the minimum that is expected', () => {
  test('sum > 3 over [-1, 1]^500 needs four numbers, each 1', async () => {
    const domain = box([500], -1, 1)
    const subject = claim('c', linear(Array(500).fill(1)), { inputs: domain, holds: always(below(3)) })
    const start = drawRows(domain, 3, 1).map(Math.abs)
    const result = await shrinkFrom(subject, exceeds(3), [start])
    expect(result.minimal).toBe(true)
    expect([...result.point[0]!].filter((x) => x !== 0)).toEqual([1, 1, 1, 1])
    expect(result.forwardPasses).toBeLessThanOrEqual(40)
  })

  test('any element > 0.5 needs one number', async () => {
    const domain = box([300], -1, 1)
    const model = tf.sequential({
      layers: [tf.layers.reshape({ targetShape: [300, 1], inputShape: [300] }), tf.layers.globalMaxPooling1d()],
    })
    const subject = claim('c', model, { inputs: domain, holds: always(below(0.5)) })
    const { point, minimal, distance } = await shrinkFrom(subject, exceeds(0.5), [drawRows(domain, 5, 1)])
    expect({ minimal, distance, values: [...point[0]!].filter((x) => x !== 0) }).toEqual({
      minimal: true,
      distance: 1,
      values: [1],
    })
  })

  test('a number just beyond a threshold becomes the simplest beyond it', async () => {
    const subject = claim('c', linear([1]), { inputs: interval(-1000, 1000), holds: always(below(13.2)) })
    const shrunk = async (from: number, bound: number) =>
      (await shrinkFrom(subject, exceeds(bound), [Float32Array.of(from)])).point[0]![0]
    expect(await shrunk(817.236, 13.2)).toBe(14)
    expect(await shrunk(13.2134, 13.2)).toBe(14)
    expect(await shrunk(0.7312, 0.5)).toBe(1)
    expect(await shrunk(999, 312)).toBe(313)
  })

  test('a number at the end of the float format comes down to the threshold', async () => {
    const subject = claim('c', linear([1]), { inputs: finite(), holds: always(below(13.2)) })
    for (const from of [FLOAT32_MAX, 1.7e31])
      expect([...(await shrinkFrom(subject, exceeds(16.6), [Float32Array.of(from)])).point[0]!]).toEqual([17])
  })

  test('a motif keeps its letters, and the rest goes to the first letter', async () => {
    // Counts G at 3, T at 4, C at 5: three letters of a sequence of ten.
    const kernel = Array(40).fill(0)
    for (const i of [3 * 4 + 2, 4 * 4 + 3, 5 * 4 + 1]) kernel[i] = 1
    const dense = tf.layers.dense({ units: 1, useBias: false })
    const model = tf.sequential({ layers: [tf.layers.flatten({ inputShape: [10, 4] }), dense] })
    model.setWeights([tf.tensor2d(kernel, [40, 1])])
    const subject = claim('c', model, { inputs: oneHot(10, 4), holds: always(below(2.5)) })
    const hit = oneHot(10, 4).simplest.fill(0)
    ;[1, 2, 3, 2, 3, 1, 0, 1, 2, 3].forEach((letter, row) => (hit[row * 4 + letter] = 1))
    const { point, minimal, distance } = await shrinkFrom(subject, exceeds(2.5), [hit])
    const letters = Array.from({ length: 10 }, (_, row) => point[0]!.subarray(row * 4, row * 4 + 4).indexOf(1))
    expect({ minimal, distance, letters }).toEqual({
      minimal: true,
      distance: 3,
      letters: [0, 0, 0, 2, 3, 1, 0, 0, 0, 0],
    })
  })
})

test('the way to the minimum is kept, and what each number that is left is worth', async () => {
  const subject = claim('c', linear([4, 2, 1, 0]), { inputs: box([4], -1, 1), holds: always(below(5.5)) })
  const hit = Float32Array.of(0.99, 0.98, 0.97, -0)
  const { point, path, matters, distance } = await shrinkFrom(subject, exceeds(5.5), [hit])
  expect([...point[0]!]).toEqual([1, 1, 0, 0])
  expect(path[0]).toEqual({ distance: 3, output: computeAlone(subject, [hit])[0] })
  expect(path.at(-1)).toEqual({ distance, output: 6 })
  expect(matters).toEqual([
    { input: subject.inputs[0]!.name, index: 0, value: 1, simplest: 0, without: 2 },
    { input: subject.inputs[0]!.name, index: 1, value: 1, simplest: 0, without: 4 },
  ])
  const stopped = await shrink(subject, exceeds(5.5), [hit], nothingObserved(), { deadline: -Infinity })
  expect(stopped).toMatchObject({ minimal: false, path: [path[0]], matters: [] })
})

test('steps that all but keep a hit are asked alone only while there is time', async () => {
  const subject = claim('c', linear(Array(500).fill(1e-9)), {
    inputs: box([500], 0, 1),
    holds: always(below(4.9999e-7)),
  })
  let asked = 0
  const signal = {
    get aborted() {
      return ++asked > 20
    },
  } as AbortSignal
  const hit = [new Float32Array(500).fill(1)]
  const options = { deadline: Infinity, signal }
  const { minimal, forwardPasses } = await shrink(subject, exceeds(4.9999e-7), hit, nothingObserved(), options)
  expect(minimal).toBe(false)
  expect(forwardPasses).toBeLessThan(30)
})

test('what comes out is in the domain, is a hit alone, and is no further from simple', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: -8, max: 8 }), { minLength: 1, maxLength: 12 }),
      fc.integer(),
      fc.double({ min: -3, max: 6, noNaN: true }),
      async (kernel, seed, bound) => {
        const domain = box([kernel.length], -2, 3)
        const start = drawRows(domain, seed, 1)
        const model = linear(kernel, 'relu')
        const subject = claim('c', model, { inputs: domain, holds: always(within(0, 1)) })
        const objective = exceeds(bound)
        const before = model.weights.length
        if (!isHit(objective, computeAlone(subject, [start])[0]!)) return
        const tensors = tf.memory().numTensors
        const { point, distance, minimal } = await shrinkFrom(subject, objective, [start])
        expect(tf.memory().numTensors).toBe(tensors)
        expect(domain.contains(point[0]!)).toBe(true)
        expect(isHit(objective, computeAlone(subject, point)[0]!)).toBe(true)
        expect(distance).toBeLessThanOrEqual(start.filter((x) => x !== 0).length)
        expect(minimal).toBe(true)
        // 1-minimal, asked again without batches: no single step that is left is a hit.
        point[0]!.forEach((value, i) => {
          if (value === 0) return
          for (const simpler of simplerValues({ lo: -2, hi: 3, baseline: 0 }, value)) {
            const one = point[0]!.slice()
            one[i] = simpler
            expect(isHit(objective, computeAlone(subject, [one])[0]!)).toBe(false)
          }
        })
        expect(model.weights).toHaveLength(before)
        model.dispose()
      },
    ),
    { numRuns: 60 },
  )
})

test('simpler values are simpler, within bounds and in order, and the order is strict', async () => {
  const number = fc.float({ noNaN: true, noDefaultInfinity: true, min: -1000, max: 1000 })
  fc.assert(
    fc.property(number, number, fc.constantFrom(0, 0.5, -1000, 1000), (a, b, baseline) => {
      const range = { lo: -1000, hi: 1000, baseline }
      expect(Math.sign(compare(range, a, b)) + 0).toBe(-Math.sign(compare(range, b, a)) + 0)
      const values = simplerValues(range, a)
      expect(values.slice(0, 1)).toEqual(a === baseline ? [] : [baseline])
      values.forEach((value, i) => {
        expect(value).toBe(Math.fround(value))
        expect(compare(range, value, a)).toBeLessThan(0)
        expect(Math.abs(value)).toBeLessThanOrEqual(1000)
        expect(compare(range, values[i - 1] ?? baseline, value)).toBeLessThanOrEqual(i > 0 ? -1e-300 : 0)
      })
    }),
  )
})
