import fc from 'fast-check'
import { expect, test } from 'vitest'
import { tf } from '../tf.ts'
import { useBackend } from '../useBackend.ts'

type Explicit = [[number, number], [number, number], [number, number], [number, number]]

interface Case {
  batch: number
  size: [number, number]
  filter: [number, number]
  channels: number
  filters: number
  strides: [number, number]
  pad: 'same' | 'valid' | Explicit
  seed: number
}

const sizes = (max: number) => fc.tuple(fc.integer({ min: 1, max }), fc.integer({ min: 1, max }))
const side = fc.integer({ min: 0, max: 2 })
const explicit = fc.tuple(side, side, side, side).map(([top, bottom, left, right]): Explicit => [
  [0, 0],
  [top, bottom],
  [left, right],
  [0, 0],
])
const cases: fc.Arbitrary<Case> = fc
  .record({
    batch: fc.integer({ min: 1, max: 3 }),
    size: sizes(9),
    filter: sizes(5),
    channels: fc.integer({ min: 1, max: 4 }),
    filters: fc.integer({ min: 1, max: 5 }),
    strides: sizes(3),
    pad: fc.oneof(fc.constantFrom('same' as const, 'valid' as const), explicit),
    // To tfjs 0 is no seed.
    seed: fc.integer({ min: 1, max: 2 ** 30 }),
  })
  .filter(({ size, filter, pad }) => {
    const around = (axis: number) =>
      pad === 'same' ? Infinity : pad === 'valid' ? 0 : pad[axis + 1]![0] + pad[axis + 1]![1]
    return filter.every((width, axis) => size[axis]! + around(axis) >= width)
  })

/** The gradient with respect to the filter, on random data or on its magnitudes. */
function gradient(c: Case, magnitudes: boolean): tf.Tensor {
  const { batch, size, filter, channels, filters, strides, pad, seed } = c
  const dimRoundingMode = typeof pad === 'string' ? undefined : 'floor'
  const filterShape: [number, number, number, number] = [...filter, channels, filters]
  const shape: [number, number, number, number] = [batch, ...size, channels]
  return tf.tidy(() => {
    const random = (of: number[], s: number) => {
      const values = tf.randomNormal(of, 0, 1, 'float32', s)
      return magnitudes ? values.abs() : values
    }
    const { outShape } = tf.backend_util.computeConv2DInfo(shape, filterShape, strides, 1, pad, dimRoundingMode)
    const attributes = { strides, pad, dataFormat: 'NHWC', dimRoundingMode, filterShape }
    const inputs = { x: random(shape, seed), dy: random(outShape, seed + 1) }
    return tf.engine().runKernel(tf.Conv2DBackpropFilter, inputs, attributes as unknown as tf.NamedAttrMap)
  }) as tf.Tensor
}

test("wasm's gradient of a convolution is cpu's, up to the order of its sums, and leaks nothing", async () => {
  await fc.assert(
    fc.asyncProperty(cases, async (c) => {
      const before = tf.memory().numTensors
      await useBackend('cpu')
      const [expected, magnitude] = [gradient(c, false), gradient(c, true)]
      const [expectedValues, magnitudes] = [expected.dataSync(), magnitude.dataSync()]
      await useBackend('wasm')
      const actual = gradient(c, false)
      const values = actual.dataSync()
      expect(actual.shape).toEqual(expected.shape)
      // A float32 sum of n products is off by at most gamma_n * sum|x||dy|; cpu sums in float64 and rounds once.
      const n = c.batch * 11 * 11 + 2
      const gamma = (n * 2 ** -24) / (1 - n * 2 ** -24)
      expectedValues.forEach((value, i) =>
        expect(Math.abs((values[i] ?? NaN) - value)).toBeLessThanOrEqual(gamma * (magnitudes[i] ?? NaN)),
      )
      tf.dispose([expected, magnitude, actual])
      expect(tf.memory().numTensors).toBe(before)
    }),
    { numRuns: 60 },
  )
})
