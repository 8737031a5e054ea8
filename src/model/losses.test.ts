import { beforeAll, describe, expect, test } from 'vitest'
import { keras, strays } from '../../fixtures/keras/reference.ts'
import { useBackend } from '../backend/useBackend.ts'
import { tf } from '../backend/tf.ts'
import { binaryCrossentropy } from './losses.ts'

/** Of the larger of 1 and the reference: logarithms differ by a few roundings between backends. */
const tolerance = 1e-6

/** Losses at all points at once, and the gradients of their sum. */
function lossesAndGradients(
  kind: string,
  cases: readonly number[][],
): { losses: Float32Array; gradients: Float32Array } {
  return tf.tidy(() => {
    const y = tf.tensor2d(cases.map(([target]) => [target!]))
    const loss = (x: tf.Tensor): tf.Tensor =>
      kind === 'logit'
        ? binaryCrossentropy(y, tf.sigmoid(x), { logits: x })
        : binaryCrossentropy(y, x, { compiled: kind === 'compiled' })
    const points = tf.tensor2d(cases.map(([, point]) => [point!]))
    const gradients = tf.grad((x: tf.Tensor) => tf.sum(loss(x)))(points)
    return { losses: loss(points).dataSync<'float32'>(), gradients: gradients.dataSync<'float32'>() }
  })
}

describe.each(['auto', 'wasm', 'cpu'] as const)('binary cross-entropy as in Keras, backend %s', (backend) => {
  beforeAll(async () => void (await useBackend(backend)))

  test.each([
    ['probability', keras.losses.probability],
    ['compiled', keras.losses.compiled],
    ['logit', keras.losses.logit],
  ])('values and gradients: %s', (kind, cases) => {
    const before = tf.memory().numTensors
    const got = lossesAndGradients(kind, cases)
    for (const [i, [target, point, loss, gradient]] of (cases as [number, number, number, number][]).entries()) {
      const where = `y = ${target} at ${point}`
      // Where Keras' clipping leaves no gradient, there must be none.
      const slack = gradient === 0 && kind !== 'logit' ? 0 : tolerance * Math.max(1, Math.abs(gradient))
      expect([
        ...strays(`loss, ${where}`, [got.losses[i]!], [loss], tolerance * Math.max(1, loss)),
        ...strays(`gradient, ${where}`, [got.gradients[i]!], [gradient], slack),
      ]).toEqual([])
    }
    expect(tf.memory().numTensors).toBe(before)
  })

  test('is one mean for each row', () => {
    const { q, loss } = keras.losses['two units']
    const y = tf.tensor2d([
      [0, 1],
      [1, 0],
    ])
    const rows = tf.tidy(() => [...binaryCrossentropy(y, tf.tensor2d(q)).dataSync()])
    y.dispose()
    expect(strays('row', rows, loss, tolerance * 15)).toEqual([])
  })
})
