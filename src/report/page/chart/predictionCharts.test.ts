import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Predictions } from '../reportData.ts'
import { beyondSum } from './halfPlane.ts'
import { binsOf, count, histogram } from './histogram.ts'
import { scatter } from './scatter.ts'

const options = { seed: 1, numRuns: 200 }
const small = fc.double({ min: -5, max: 5, noNaN: true })

function predictionsOf(wide: number[], deep: number[], truth = wide.map(() => 0)): Predictions {
  return {
    caption: 'Some rows.',
    x: { name: 'wide', values: wide },
    y: { name: 'deep', values: deep },
    output: { name: 'sum', values: wide.map((value, i) => value + deep[i]!) },
    range: [0, 1],
    truth: { name: 'true', classes: ['no', 'yes'], values: truth },
    columns: [],
    others: [],
  }
}

test('the ground beyond a sum is cut out of the rectangle along x + y = bound', () => {
  expect(beyondSum([0, 1], [0, 1], 1, 1)).toEqual([
    [1, 0],
    [1, 1],
    [0, 1],
  ])
  expect(beyondSum([0, 1], [0, 1], 3, 1)).toEqual([])
  fc.assert(
    fc.property(small, small, small, fc.constantFrom(1 as const, -1 as const), (x0, y0, bound, side) => {
      const corners = beyondSum([x0, x0 + 2], [y0, y0 + 3], bound, side)
      for (const [x, y] of corners) expect(side * (x + y - bound)).toBeGreaterThan(-1e-9)
      const whole = side * (side > 0 ? x0 + y0 - bound : x0 + y0 + 5 - bound) >= 0
      expect(!whole || corners.length === 4).toBe(true)
    }),
    options,
  )
})

describe('scatter', () => {
  test('draws each finite row once, in the path of its class', () => {
    const drawn = String(scatter(predictionsOf([0, 1, 0.5, NaN], [0, 1, Infinity, 1], [0, 1, 0, 1])))
    const points = Array.from(drawn.matchAll(/class="points class-(\d)"\s+d="([^"]*)"/g), ([, place, d]) => [
      place,
      d!.split('M').length - 1,
    ])
    expect(points).toEqual([
      ['0', 1],
      ['1', 1],
    ])
    expect(drawn).toContain('2 rows without finite numbers are not drawn')
  })

  test('says where its data lie: attributes lead from a value to its point', () => {
    const drawn = String(scatter(predictionsOf([0, 1], [2, 4])))
    const read = (name: string) => Number(new RegExp(`data-${name}="([^"]*)"`).exec(drawn)![1])
    const x = read('left') + ((1 - read('x0')) / (read('x1') - read('x0'))) * read('width')
    const y = read('top') + ((read('y1') - 4) / (read('y1') - read('y0'))) * read('height')
    const last = /M([\d.]+) ([\d.]+)h0"/.exec(drawn)!
    expect([Number(last[1]), Number(last[2])]).toEqual([expect.closeTo(x, 1), expect.closeTo(y, 1)])
  })

  test('has nothing to draw without finite rows', () => {
    expect(scatter(predictionsOf([NaN], [1]))).toBeUndefined()
    expect(scatter(predictionsOf([], []))).toBeUndefined()
  })
})

describe('histogram', () => {
  test('has the ends of the range among its edges where they are round, and counts each finite value once', () => {
    fc.assert(
      fc.property(fc.array(small, { minLength: 1 }), (values) => {
        const bins = binsOf([{ name: 'a', values }], [0, 1])!
        expect(bins.edges).toContain(0)
        expect(bins.edges).toContain(1)
        expect(count(bins, [...values, NaN, Infinity]).reduce((a, b) => a + b, 0)).toBe(values.length)
      }),
      options,
    )
  })

  test('counts a value on an edge to the bin above, the last edge to the last bin', () => {
    expect(count({ edges: [0, 1, 2] }, [0, 0.5, 1, 2])).toEqual([2, 2])
  })

  test('says what leaves the range', () => {
    const predictions = predictionsOf([0.9, -0.5, 0.1], [0.2, 0.2, 0.2])
    const bins = binsOf([predictions.output], predictions.range)!
    expect(String(histogram(predictions.output, bins, predictions))).toContain('1 above 1, 1 below 0')
  })

  test('is left out where nothing is finite', () => {
    expect(binsOf([{ name: 'a', values: [NaN] }], [0, 1])).toBeUndefined()
  })
})
