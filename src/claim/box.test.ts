import { expect, test } from 'vitest'
import { tf } from '../backend/tf.ts'
import { around, box, interval } from './box.ts'

test.each([
  [
    'bounds in the wrong order',
    () => interval(1, 0),
    'DOMAIN_EMPTY',
    'interval: expected lo <= hi, received lo, hi=[1,0]',
  ],
  [
    'bounds between two floats',
    () => interval(0.1, 0.1),
    'DOMAIN_EMPTY',
    'interval: expected a float32 between lo and hi, received lo, hi=[0.1,0.1]',
  ],
  [
    'one number of several without a member',
    () => box([3], 0, [1, -1, 0]),
    'DOMAIN_EMPTY',
    'box: expected lo <= hi, received lo, hi of number 1=[0,-1]',
  ],
  [
    'a lower bound that is no number',
    () => interval('0' as never, 1),
    'ARGUMENT_INVALID',
    'interval: expected a number, received lo="0" (string)',
  ],
  [
    'an upper bound that is no number',
    () => interval(0, null as never),
    'ARGUMENT_INVALID',
    'interval: expected a number, received hi=null',
  ],
  [
    'bounds that are nothing',
    () => box([1], null as never, 1),
    'ARGUMENT_INVALID',
    'box: expected a number, a tensor or an array of numbers, received lo=null',
  ],
  [
    'bounds in words',
    () => box([1], 0, 'one' as never),
    'ARGUMENT_INVALID',
    'box: expected a number, a tensor or an array of numbers, received hi="one"',
  ],
  [
    'bounds without a length',
    () => box([1], {} as never, 1),
    'ARGUMENT_INVALID',
    'box: expected a number, a tensor or an array of numbers, received lo={}',
  ],
  [
    'an array that holds words',
    () => box([1], ['0'] as never, 1),
    'ARGUMENT_INVALID',
    'box: expected numbers, received lo=["0"]',
  ],
  [
    'an array that holds words, too',
    () => box([2], [0, '0'] as never, 1),
    'ARGUMENT_INVALID',
    'box: expected numbers, received lo=[0,"0"]',
  ],
  [
    'NaN for all',
    () => box([2], Number.NaN, 1),
    'ARGUMENT_INVALID',
    'box: expected a number that is not NaN, received lo=NaN',
  ],
  [
    'NaN among others',
    () => box([2], 0, [1, Number.NaN]),
    'ARGUMENT_INVALID',
    'box: expected numbers that are not NaN, received hi=NaN',
  ],
  [
    'a radius of NaN',
    () => around([0], Number.NaN),
    'ARGUMENT_INVALID',
    'around: expected a radius >= 0, received radius=NaN',
  ],
  [
    'a radius in words',
    () => around([0], '1' as never),
    'ARGUMENT_INVALID',
    'around: expected a radius >= 0, received radius="1"',
  ],
  [
    'a clip in the wrong order for one number of two',
    () =>
      around([0, 0], 1, {
        clip: [
          [0, 2],
          [1, 1],
        ],
      }),
    'ARGUMENT_INVALID',
    'around: expected lo <= hi, received clip=[[0,2],[1,1]]',
  ],
  [
    'a centre of NaN',
    () => around([Number.NaN], 1),
    'ARGUMENT_INVALID',
    'around: expected numbers that are not NaN, received centre=NaN',
  ],
])('%s: refused, and said what', (_, make, code, message) => {
  expect(make).toThrow(expect.objectContaining({ code, message: expect.stringContaining(message) }))
})

test('a tensor of bounds has the shape of the box itself; an array is flat', () => {
  const [row, column] = [tf.tensor2d([[1, 2]]), tf.tensor2d([[1], [2]])]
  expect([...box([1, 2], row, 3).lo]).toEqual([1, 2])
  expect([...box([1, 2], [1, 2], 3).lo]).toEqual([1, 2])
  expect(() => box([1, 2], column, 3)).toThrow('box: expected bounds of shape [1, 2], received lo=[2,1]')
  expect(() => box([1, 2], [1], 3)).toThrow('box: expected bounds of shape [1, 2], received lo=[1]')
  expect(around(column, 1).shape).toEqual([2, 1])
  tf.dispose([row, column])
})

test('what is bounded by nothing is endless on that side', () => {
  expect(interval(-Infinity, 0).endless).toEqual({ lo: [true], hi: [false] })
  expect(box([2], [0, -Infinity], [Infinity, 1]).endless).toEqual({ lo: [false, true], hi: [true, false] })
})

test('a ball of radius 0 holds its centre alone', () => {
  const point = around([0.1, -2], 0)
  expect([...point.lo]).toEqual([Math.fround(0.1), -2])
  expect([...point.hi]).toEqual([...point.lo])
})

test('the words tell apart what differs', () => {
  const words = [
    interval(-1, 2),
    interval(0, Infinity),
    interval(-Infinity, Infinity),
    box([2], [0, 1], 3),
    box([2], [0, 2], 3),
    box([2], 0, 3),
    box([1, 2], 0, 3),
    box([1, 1], 0, 3),
    around([0], 1),
    around([0.5], 1),
    around([0], 1, { clip: [0, 1] }),
  ].map(({ description }) => description)
  expect(new Set(words).size).toBe(words.length)
  expect(words.slice(0, 3)).toEqual(['-1..2', '0..Infinity', 'any finite'])
  expect(words[3]).toMatch(/^varied\.\.3 [0-9a-f]{8} 2$/)
  expect(words.slice(5, 8)).toEqual(['0..3 2', '0..3 1x2', '0..3 1x1'])
  expect(words[8]).toMatch(/^around 1 by 1 [0-9a-f]{8}$/)
})
