import fc from 'fast-check'
import { binaryCrossentropy, linearModel, tf } from 'overshoot'
import { test } from 'overshoot/vitest'
import { describe, expect } from 'vitest'
import { kerasLearnsTheSame, kerasTrainingsOf } from '../fixtures/keras/answer.ts'
import losses from '../fixtures/keras/losses.json' with { type: 'json' }
import { combinedOf, examples } from './architectures.ts'
import claims from './answer.claims.ts'
import { clipsAt } from './answerModels.ts'
import { differences, trainingsOf } from './trainings.ts'

describe('the answer, claim by claim', () => {
  for (const one of claims) test.claim(one, { seconds: 600 })
})

describe('a list of losses for one output', () => {
  test('is an error that names both ways on', () => {
    const model = linearModel({ inputShape: [1] })
    const loss = ['mse', 'binary_crossentropy']
    expect(() => model.compile({ optimizer: 'sgd', loss })).toThrow(
      expect.objectContaining({
        code: 'LOSS_AMBIGUOUS',
        message: expect.stringMatching(/losses: 'first'.*losses: 'sum'/) as string,
      }),
    )
    model.dispose()
  })

  test('learns what its first loss does in all trainings, the diverged ones too, here and in Keras', () => {
    for (const [list, first] of [
      ['list', 'mse'],
      ['reversed', 'bce'],
    ] as const) {
      const others = trainingsOf({ loss: first })
      for (const [i, { outcome }] of trainingsOf({ loss: list }).entries()) {
        expect(outcome.losses).toHaveLength(others[i]!.outcome.losses.length)
        // Object.is and not ===, because NaN is to be NaN.
        expect(outcome.losses.every((loss, k) => Object.is(loss, others[i]!.outcome.losses[k]))).toBe(true)
        expect(outcome.weights.every((weight, k) => Object.is(weight, others[i]!.outcome.weights[k]))).toBe(true)
      }
      expect(differences(list, first).every((value) => value === 0)).toBe(true)
      expect(kerasLearnsTheSame(list, first)).toBe(true)
    }
    expect(kerasLearnsTheSame('sum', 'mse')).toBe(false)
    expect(kerasLearnsTheSame('bce', 'mse')).toBe(false)
  })

  test('diverges with raw scores wherever mse counts, as in Keras', () => {
    for (const loss of ['list', 'mse', 'reversed', 'bce', 'sum'] as const) {
      const diverged = loss === 'list' || loss === 'mse' || loss === 'sum'
      const ours = trainingsOf({ wide: 'raw', loss }).map(({ outcome }) => outcome.test === undefined)
      const keras = kerasTrainingsOf({ wide: 'raw', loss }).map((training) => training.diverged)
      expect([ours, keras]).toEqual([Array(3).fill(diverged), Array(3).fill(diverged)])
    }
  })
})

describe('what binary cross-entropy does to an output q', () => {
  const labels = fc.constantFrom(0, 1)

  /** Its derivative by q, as the training step computes it. */
  function gradientAt(q: number, label: number): number {
    return tf.tidy(() => {
      const truth = tf.tensor2d([[label]])
      const loss = (at: tf.Tensor): tf.Tensor => tf.sum(binaryCrossentropy(truth, at, { compiled: true }))
      return tf
        .grad(loss)(tf.tensor2d([[q]]))
        .dataSync()[0]!
    })
  }

  test('from 1 on and up to 0 nothing at all: its gradient is exactly 0, whatever the label', async () => {
    const outside = fc.oneof(
      fc.float({ min: 1, noNaN: true, noDefaultInfinity: true }),
      fc.float({ max: 0, noNaN: true, noDefaultInfinity: true }),
    )
    await fc.assert(
      fc.asyncProperty(outside, labels, async (q, label) => {
        expect(Math.abs(gradientAt(q, label))).toBe(0)
      }),
      { numRuns: 200 },
    )
  })

  test('between, it pulls towards the label, the harder the further away, up to 5e6', async () => {
    const inside = fc.double({ min: 2e-7, max: 0.999, noNaN: true })
    await fc.assert(
      fc.asyncProperty(inside, async (q) => {
        const gradient = gradientAt(q, 1)
        expect(gradient).toBeLessThan(0)
        expect(Math.abs(gradient * (Math.fround(q) + 1e-7) + 1)).toBeLessThan(1e-4)
        expect(gradientAt(q, 0)).toBeGreaterThan(0)
      }),
      { numRuns: 100 },
    )
    expect(gradientAt(1e-7, 1)).toBeCloseTo(-5e6, -1)
  })

  test('is the same in Keras: 0 outside, -5e6 at the lower clipping', () => {
    const cases = losses.compiled as [label: number, q: number, loss: number, gradient: number][]
    const outside = cases.filter(([, q]) => q <= 0 || q >= 1)
    expect(outside.length).toBeGreaterThan(20)
    expect(outside.filter(([, , , gradient]) => gradient !== 0)).toEqual([])
    expect(cases.find(([label, q]) => label === 1 && q === 1e-7)![3]).toBe(-5e6)
  })

  test('sees q clipped where Keras clips it', () => {
    const lossAt = (q: number) =>
      tf.tidy(() => binaryCrossentropy(tf.tensor2d([[0]]), tf.tensor2d([[q]])).dataSync()[0]!)
    expect(lossAt(clipsAt)).toBe(lossAt(1e30))
    // One float32 below, the loss is another one.
    expect(lossAt(clipsAt - 2 ** -24)).toBeLessThan(lossAt(clipsAt))
  })

  test('in one step it throws an output that is wrong enough past the other end, where the row itself moves it no more', async () => {
    await fc.assert(
      fc.asyncProperty(fc.double({ min: 1e-6, max: 5e-3, noNaN: true }), labels, async (start, label) => {
        // One row whose output is the bias: near 0 where the label is 1, near 1 where it is 0.
        const model = linearModel({ inputShape: [1] })
        const [x, y, other] = [0, label, 1 - label].map((value) => tf.tensor2d([[value]])) as [
          tf.Tensor,
          tf.Tensor,
          tf.Tensor,
        ]
        try {
          tf.tidy(() => model.setWeights([tf.zeros([1, 1]), tf.tensor1d([label === 1 ? start : 1 - start])]))
          model.compile({ optimizer: 'sgd', loss: 'binary_crossentropy' })
          const bias = () => model.getWeights()[1]!.dataSync()[0]!
          await model.trainOnBatch(x, y)
          const thrown = bias()
          expect(label === 1 ? thrown > 1 : thrown < 0).toBe(true)
          // Even when the row turns out to be of the other class.
          for (const truth of [y, other, other]) await model.trainOnBatch(x, truth)
          expect(bias()).toBe(thrown)
        } finally {
          tf.dispose([x, y, other])
          model.dispose()
        }
      }),
      { numRuns: 20 },
    )
  })
})

describe('the price of a sigmoid around the sum', () => {
  test('no sequence moves any trained model by more', async () => {
    const most = 2 / (1 + Math.exp(-0.5)) - 1
    const place = fc.integer({ min: 0, max: 4 })
    await fc.assert(
      fc.asyncProperty(examples(10), place, place, fc.integer({ min: -50, max: 50 }), async (example, a, b, dplus) => {
        const model = combinedOf(example, 'sigmoid')
        const { length, letters } = example
        const row = (shift: number) =>
          Float32Array.from({ length: length * letters }, (_, i) => Number(i % letters === (shift * i) % letters))
        const [one, other] = tf.tidy(() => {
          const x = [tf.tensor2d([[dplus], [dplus]]), tf.tensor([...row(a), ...row(b)], [2, length, letters])]
          return [...(model.predictOnBatch(x) as tf.Tensor).dataSync()]
        })
        expect(Math.abs(one! - other!)).toBeLessThanOrEqual(most + 1e-6)
        model.dispose()
      }),
      { numRuns: 60 },
    )
  })
})
