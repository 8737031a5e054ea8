import fc from 'fast-check'
import { expect, test } from 'vitest'
import { interval, oneHot, tf, toArbitrary } from 'overshoot'

test('domains are arbitraries for properties of your own', () => {
  const letters = toArbitrary(oneHot(5, 4))
  const number = toArbitrary(interval(-1, 1))
  fc.assert(
    fc.property(letters, number, (rows, [x]) => {
      expect(rows.reduce((sum, one) => sum + one, 0)).toBe(5)
      expect(tf.tidy(() => tf.sigmoid(x!).dataSync()[0]!)).toBeLessThan(1)
    }),
  )
})
