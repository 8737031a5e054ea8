import fc from 'fast-check'
import { expect, test } from 'vitest'
import { tf } from '../../backend/tf.ts'
import {
  allOf,
  always,
  box,
  claim,
  type Claim,
  finite,
  linear as linearSet,
  oneHot,
  type Quantifier,
  sometimes,
  within,
} from '../../claim/index.ts'
import { drawRows } from '../../../test/claim/domain.ts'
import { type Batch, emptyBatch } from '../model.ts'
import { ascend } from './ascend.ts'
import type { Start } from './starts.ts'

const ROWS = 8

/** Two outputs, linear in letters and in numbers: the kernel has a row for each of them, letters first. */
function linear(kernel: readonly (readonly number[])[], letters: number, numbers: number): tf.LayersModel {
  const inputs = [
    tf.input({ shape: [letters / 2, 2], name: 'letters' }),
    tf.input({ shape: [numbers], name: 'numbers' }),
  ]
  const all = tf.layers.concatenate().apply([tf.layers.flatten().apply(inputs[0]!) as tf.SymbolicTensor, inputs[1]!])
  const weights = [tf.tensor2d(kernel.map((row) => [...row]))]
  const outputs = tf.layers.dense({ units: 2, useBias: false, weights }).apply(all) as tf.SymbolicTensor
  return tf.model({ inputs, outputs })
}

function batchFor(subject: Claim, seed: number): Batch {
  return { rows: ROWS, inputs: subject.inputs.map(({ domain }) => drawRows(domain, seed, ROWS)) }
}

const startsOf = (random: readonly boolean[]): Start[] =>
  Array.from({ length: ROWS }, (_, row) => ({
    point: [],
    output: random[2 * row] ? 1 : 0,
    direction: random[2 * row + 1] ? 1 : -1,
    progress: -1,
  }))

const weight = fc.integer({ min: -2, max: 2 })
const kernels = fc.array(fc.tuple(weight, weight), { minLength: 7, maxLength: 7 })
const choices = fc.array(fc.boolean(), { minLength: 2 * ROWS, maxLength: 2 * ROWS })

test('every number goes the way that its row’s own output wants, stays in its box, and letters stay', () => {
  fc.assert(
    fc.property(kernels, choices, fc.integer({ min: 0, max: 1000 }), (kernel, random, seed) => {
      const model = linear(kernel, 4, 3)
      const bounds = box([3], [-4, -1, 5], [4, 2, 5])
      const subject = claim('c', model, {
        inputs: { letters: oneHot(2, 2), numbers: bounds },
        holds: always(within(0, 1)),
      })
      const batch = batchFor(subject, seed)
      const before = batch.inputs.map((values) => values.slice())
      const starts = startsOf(random)
      const tensors = tf.memory().numTensors
      ascend(subject, batch, starts, emptyBatch(subject, ROWS), 0)
      expect(tf.memory().numTensors).toBe(tensors)
      expect(batch.inputs[0]).toEqual(before[0])
      batch.inputs[1]!.forEach((value, i) => {
        const { output, direction } = starts[Math.floor(i / 3)]!
        const [lo, hi] = [bounds.lo[i % 3]!, bounds.hi[i % 3]!]
        const way = Math.sign(direction * kernel[4 + (i % 3)]![output]!)
        const was = before[1]![i]!
        const isAtEnd = way > 0 ? was === hi : was === lo
        expect(Math.sign(value - was) === (isAtEnd ? 0 : way)).toBe(true)
        expect(value >= lo && value <= hi).toBe(true)
        // The longest first step is half the box, or twice the number where that is less; the shortest a tenth of that.
        const share = Math.abs(value - was) / (Math.min(hi - lo, 4 * Math.max(1, Math.abs(was))) || 1)
        expect(share).toBeLessThanOrEqual(0.5 + 1e-6)
        expect(way === 0 || share > 0.05 - 1e-6 || value === lo || value === hi).toBe(true)
      })
      model.dispose()
    }),
    { numRuns: 20 },
  )
})

test('some rows remember where they went; later steps are shorter; an endless box has steps by the size of the number', () => {
  const model = tf.sequential({
    layers: [tf.layers.dense({ units: 1, useBias: false, inputShape: [1], weights: [tf.tensor2d([[1]])] })],
  })
  const subject = claim('c', model, { inputs: finite([1]), holds: always(within(0, 1)) })
  const starts = Array.from({ length: ROWS }, (): Start => ({ point: [], output: 0, direction: 1, progress: -1 }))
  const stepFrom = (value: number, remembered: number, step: number): number[] => {
    const batch = { rows: ROWS, inputs: [new Float32Array(ROWS).fill(value)] }
    ascend(subject, batch, starts, { rows: ROWS, inputs: [new Float32Array(ROWS).fill(remembered)] }, step)
    return [...batch.inputs[0]!].map((moved) => moved - value)
  }
  const first = stepFrom(0, 0, 0)
  expect(first.every((moved) => moved > 0)).toBe(true)
  expect(first.slice(4)).toEqual(first.slice(0, 4))
  expect(first[0]).toBe(1)
  // A mean that points the other way: rows without memory do not care.
  expect(stepFrom(0, -100, 0).map(Math.sign)).toEqual([1, -1, 1, -1, 1, -1, 1, -1])
  expect(stepFrom(0, -1, 0).map(Math.sign)).toEqual(Array(ROWS).fill(1))
  // What is remembered fades.
  expect(stepFrom(0, -1.2, 0).map(Math.sign)).toEqual([1, 1, 1, -1, 1, 1, 1, -1])
  stepFrom(0, 0, 10).forEach((moved, i) => {
    expect(moved).toBeLessThan(0.7 * first[i]!)
    expect(moved).toBeGreaterThan(0.1 * first[i]!)
  })
  expect(stepFrom(-100, 0, 0)).toEqual(first.map((moved) => expect.closeTo(100 * moved, 3) as number))
  expect(stepFrom(0.5, 0, 0)).toEqual(first.map((moved) => expect.closeTo(moved, 5) as number))
  model.dispose()
})

test('a number whose gradient is none stays where it is', () => {
  const model = tf.sequential({
    layers: [
      tf.layers.dense({ units: 1, useBias: false, inputShape: [3], weights: [tf.tensor2d([[Infinity], [1], [NaN]])] }),
    ],
  })
  const subject = claim('c', model, { inputs: box([3], -1, 1), holds: always(within(0, 1)) })
  const batch = { rows: 1, inputs: [Float32Array.of(0.25, 0.25, 0.25)] }
  const starts: Start[] = [{ point: [], output: 0, direction: -1, progress: -1 }]
  ascend(subject, batch, starts, emptyBatch(subject, 1), 0)
  expect([...batch.inputs[0]!]).toEqual([0.25, -0.25, 0.25])
  model.dispose()
})

test('where margins are claimed, a row goes the way of its own margin', () => {
  // y = 3 a + b, 2 a - b: so 2 y0 - y1 = 4 a + 3 b, and y0 - 4 y1 = -5 a + 5 b.
  const kernel = [
    [3, 2],
    [1, -1],
  ]
  const dense = tf.layers.dense({ units: 2, useBias: false, inputShape: [2], weights: [tf.tensor2d(kernel)] })
  const model = tf.sequential({ layers: [dense] })
  const set = allOf(linearSet([2, -1], '<=', 1), linearSet([1, -4], '>=', 0))
  const run = (holds: Quantifier, starts: readonly (readonly [output: number, direction: 1 | -1])[]): number[] => {
    const subject = claim('c', model, { inputs: box([2], -1, 1), holds })
    const rows = starts.length
    const batch = { rows, inputs: [new Float32Array(2 * rows)] }
    const all = starts.map(([output, direction]): Start => ({ point: [], output, direction, progress: -1 }))
    ascend(subject, batch, all, emptyBatch(subject, rows), 0)
    return [...batch.inputs[0]!].map(Math.sign)
  }
  const ways: readonly (readonly [number, 1 | -1])[] = [
    [0, -1],
    [1, -1],
    [0, 1],
    [1, 1],
  ]
  expect(run(always(set), ways)).toEqual([1, 1, 1, -1, -1, -1, -1, 1])
  // A witness needs the least of all: at 0 the margins are 1 and 0.
  expect(run(sometimes(set), [[0, 1]])).toEqual([-1, 1])
  model.dispose()
})
