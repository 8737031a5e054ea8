import { expect, test } from 'vitest'
import { box, interval } from './box.ts'
import { drawRows } from '../../test/claim/domain.ts'
import { oneHot } from './oneHot.ts'
import { describeSampling, samplingMix } from './samplingMix.ts'

const weightOf = (mix: ReturnType<typeof samplingMix>, name: RegExp) =>
  mix.filter(({ recipe }) => name.test(recipe)).reduce((sum, { weight }) => sum + weight, 0) /
  mix.reduce((sum, { weight }) => sum + weight, 0)

test('the mix in words', () => {
  expect(describeSampling(interval(-25, 20))).toMatchInlineSnapshot(`
    "rows of -25..20:
       37.5%  uniform in the box
       12.5%  normal about the middle, a sixth of the width
       12.5%  corners: every number at a bound
       6.25%  faces: a quarter of the numbers at a bound
       12.5%  few: one to four numbers away from the simplest point
       12.5%  magnitudes: uniform in the exponent
       6.25%  float edges: zeros, subnormals, neighbours of bounds, saturation, largest finite"
  `)
  expect(describeSampling(oneHot(60, 4))).toMatchInlineSnapshot(`
    "rows of oneHot 60x4:
         75%  uniform letters
         25%  a motif of one to eight uniform letters, repeated to the end"
  `)
})

test('rows come in the shares that are stated', () => {
  const numbers = box([16], -1, 3)
  const rows = drawRows(numbers, 1, 8000)
  const share = (is: (row: Float32Array) => boolean) => {
    let count = 0
    for (let row = 0; row < 8000; row++) if (is(rows.subarray(row * 16, row * 16 + 16))) count++
    return count / 8000
  }
  // Five standard deviations of a share of 8,000 rows are 0.02.
  const corner = share((row) => row.every((x) => x === -1 || x === 3))
  expect(Math.abs(corner - weightOf(samplingMix(numbers), /^corners/))).toBeLessThan(0.02)
  const few = share((row) => row.filter((x) => x === 0).length >= 12)
  expect(Math.abs(few - weightOf(samplingMix(numbers), /^few/))).toBeLessThan(0.02)
})

test('sequences repeat a motif in the share that is stated', () => {
  const letters = oneHot(60, 4)
  const rows = drawRows(letters, 1, 4000)
  let repeating = 0
  for (let row = 0; row < 4000; row++) {
    const text = rows.subarray(row * 240, row * 240 + 240).join('')
    if ([1, 2, 3, 4, 5, 6, 7, 8].some((period) => text.slice(period * 4) === text.slice(0, -period * 4))) repeating++
  }
  expect(Math.abs(repeating / 4000 - weightOf(samplingMix(letters), /motif/))).toBeLessThan(0.035)
})
