import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { computeSoundly } from '../computeSoundly.ts'
import { tf } from '../tf.ts'
import { useBackend } from '../useBackend.ts'

beforeAll(async () => {
  await useBackend('wasm')
})

const expected = (x: number, slope: number): number => (x >= 0 ? x : Math.fround(slope * x))

test('prelu is its slope times a negative number, with any number of tensors of slopes', () => {
  const float = fc.float({ noNaN: true, min: -(2 ** 100), max: 2 ** 100 })
  // The backend's own kernel breaks at the 24th.
  fc.assert(
    fc.property(fc.array(fc.tuple(float, float), { minLength: 1, maxLength: 3000, size: 'max' }), (pairs) => {
      const [x, slopes] = [pairs.map(([one]) => one), pairs.map(([, slope]) => slope)]
      const y = tf.tidy(() =>
        computeSoundly(() => tf.prelu(tf.tensor2d(x, [x.length, 1]), tf.tensor2d(slopes, [x.length, 1])).dataSync()),
      )
      expect(Array.from(y, (one) => one + 0)).toEqual(x.map((one, i) => expected(one, slopes[i]!) + 0))
    }),
    { numRuns: 60, seed: 1 },
  )
})

test('slopes are broadcast', () => {
  const y = tf.tidy(() => tf.prelu(tf.tensor3d([1, -1, 2, -2, 3, -3], [1, 2, 3]), tf.tensor3d([0.5, -0.25], [1, 2, 1])))
  expect(Array.from(y.dataSync())).toEqual([1, -0.5, 2, 0.5, 3, 0.75])
  y.dispose()
})

test('the heap stays small', () => {
  const { HEAPU8 } = (tf.backend() as unknown as { wasm: { HEAPU8: Uint8Array } }).wasm
  expect(HEAPU8.length).toBeLessThan(2 ** 29)
})
