import { describe, expect, test } from 'vitest'
import { tfjsBackends } from '../../backend/name.ts'
import { startOrSkip } from '../../../test/backend/startOrSkip.ts'
import { areFloat32, checkSums, lookedAt } from './checkSums.ts'
import { sumTrials } from './sumTrials.ts'

test.for(tfjsBackends)('%s adds up in float32', async (name, { skip }) => {
  await startOrSkip(name, skip)
  expect(checkSums(name)).toEqual([])
})

describe('trials tell float32 from what is not', () => {
  const rounded = (bits: number) => (x: number) => {
    const scale = 2 ** (Math.floor(Math.log2(x)) - bits)
    return Math.round(x / scale) * scale
  }
  const sumOf = (factors: readonly number[], round: (x: number) => number): number => {
    let sum = 0
    for (let t = 0; t < factors.length; t += 2) sum = Math.fround(sum + round(factors[t]!) * round(factors[t + 1]!))
    return sum
  }
  test.each(sumTrials('large').map((trial, i) => [`${i}: ${trial.kernel}, ${trial.size}`, trial] as const))(
    '%s',
    (_, trial) => {
      const computedWith = (round: (x: number) => number): Float32Array => {
        const results = new Float32Array(trial.size)
        for (const i of lookedAt(trial.size)) results[i] = sumOf(trial.terms(i), round)
        return results
      }
      expect(areFloat32(computedWith(Math.fround), trial)).toBe(true)
      // bfloat16 has 7 bits behind the point, TF32 and float16 have 10. A mean multiplies nothing but by its divisor.
      const fewer = trial.kernel === 'avgPool' ? [7] : [7, 10]
      for (const bits of fewer) expect(areFloat32(computedWith(rounded(bits)), trial)).toBe(false)
    },
  )

  test('a convolution by the formula of Winograd is none of float32', () => {
    // F(2, 3): two results of a filter of three, from four numbers, by four products.
    const f = Math.fround
    const winograd = (d: readonly number[], g: readonly number[]): [number, number] => {
      const [d0, d1, d2, d3] = d as [number, number, number, number]
      const [g0, g1, g2] = g as [number, number, number]
      const m1 = f(f(d0 - d2) * g0)
      const m2 = f(f(d1 + d2) * f(f(f(g0 + g1) + g2) / 2))
      const m3 = f(f(d2 - d1) * f(f(f(g0 - g1) + g2) / 2))
      const m4 = f(f(d1 - d3) * g2)
      return [f(f(m1 + m2) + m3), f(f(m2 - m3) - m4)]
    }
    const trial = sumTrials('small').find(({ kernel }) => kernel === 'conv2d')!
    const sizes = Array.from({ length: trial.size }, (_, i) => trial.terms(i))
    // Tiles of four numbers in a row of the trial: the first three of a result's, and one of another.
    const [d, g] = [
      sizes.map((terms) => [terms[0]!, terms[2]!, terms[4]!, terms[6]!]),
      sizes.map((terms) => [terms[1]!, terms[3]!, terms[5]!]),
    ]
    const results = d.map((tile, i) => winograd(tile, g[i]!)[0])
    const terms = (i: number): number[] => [0, 1, 2].flatMap((k) => [d[i]![k]!, g[i]![k]!])
    expect(areFloat32(results, { size: results.length, terms })).toBe(false)
    const plain = results.map((_, i) => sumOf(terms(i), (x) => x))
    expect(areFloat32(plain, { size: plain.length, terms })).toBe(true)
  })
})
