import fc from 'fast-check'
import { expect, test } from 'vitest'
import { tf } from '../backend/tf.ts'
import { linearModel, wideDeepModel } from './index.ts'

/** factor * x of one number, which nothing but its name tells from another. */
function times(name: string, factor: number): tf.LayersModel {
  const model = linearModel({ inputShape: [1], name, useBias: false })
  tf.tidy(() => model.setWeights([tf.tensor2d([[factor]])]))
  return model
}

test('the wide inputs come first, and a record of inputs has no order: inputs of one shape are told apart', () => {
  const small = fc.integer({ min: -100, max: 100 })
  const both = wideDeepModel(times('score', 2), times('length', 3))
  expect(both.inputNames).toEqual(['score', 'length'])
  const predicted = (x: Parameters<typeof both.predict>[0]): number =>
    tf.tidy(() => (both.predict(x) as tf.Tensor).dataSync()[0]!)
  fc.assert(
    fc.property(small, small, (wide, deep) => {
      tf.tidy(() => {
        const [score, length] = [tf.tensor2d([[wide]]), tf.tensor2d([[deep]])]
        for (const x of [[score, length], { score, length }, { length, score }])
          expect(predicted(x)).toBe(2 * wide + 3 * deep)
      })
    }),
    { numRuns: 20 },
  )
  both.dispose()
})
