import { beforeAll, expect, test } from 'vitest'
import { useBackend } from '../../backend/useBackend.ts'
import { tf } from '../../backend/tf.ts'
import { elementwiseFunctions, type ElementwiseName } from '../index.ts'
import { valueMargin } from '../elementwiseFunction.ts'
import { checkFunctions } from './checkFunctions.ts'
import { runtimeWays } from './runtimeWays.ts'

beforeAll(() => useBackend('onnxruntime'))

const all = Object.keys(elementwiseFunctions) as ElementwiseName[]
const looked = Object.keys(runtimeWays) as ElementwiseName[]

test('the check finds nothing where the measurements were made; of what was not looked at it takes nothing for known', () => {
  expect(checkFunctions('onnxruntime', looked)).toEqual([])
  expect(checkFunctions('onnxruntime', all)).toEqual(all.filter((name) => !looked.includes(name)))
})

/** Floats of all sizes, and of those at which functions bend. */
const inputs = Float32Array.of(
  ...Array.from({ length: 40_001 }, (_, i) => (i / 40_000 - 0.5) * 220),
  ...Array.from({ length: 40_001 }, (_, i) => (i / 40_000 - 0.5) * 14),
  ...new Float32Array(Uint32Array.from({ length: 9001 }, (_, i) => ((i + 0.5) * 2 ** 32) / 9001).buffer).filter(
    (x) => !Number.isNaN(x),
  ),
)

test.for(looked)('%s is as near as is said, whatever the size of a tensor', (name) => {
  const { value, error, margin, ways } = elementwiseFunctions[name]
  for (const way of runtimeWays[name]!)
    for (const size of [inputs.length, 13, 5, 1]) {
      const x = size === inputs.length ? inputs : inputs.filter((_, i) => i % 97 === 0)
      const y = tf.tidy(() => {
        const parts: number[] = []
        for (let i = 0; i < x.length; i += size)
          for (const one of way(tf.tensor2d(x.slice(i, i + size), [Math.min(size, x.length - i), 1])).dataSync())
            parts.push(one)
        return parts
      })
      const strays = [...x].flatMap((at, i) => {
        const { relative, absolute, min, max, nan } = error(ways.parameter, 'onnxruntime', at, at)
        const exact = value(at, ways.parameter)
        if (Number.isNaN(y[i])) return nan || Number.isNaN(exact) ? [] : [{ at, y: y[i] }]
        const own = valueMargin * (Math.abs(exact) + (margin === 'of x' ? Math.abs(at) : 0))
        const isNear = y[i] === exact || Math.abs(y[i]! - exact) <= relative * Math.abs(exact) + absolute + own
        return isNear && y[i]! >= min && y[i]! <= max ? [] : [{ at, y: y[i], exact }]
      })
      expect(strays).toEqual([])
    }
})
