import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { around, box, finite, interval } from './box.ts'
import { checkDomainLaws, drawRows } from '../../test/claim/domain.ts'
import { isDomain } from './domain.ts'
import { FLOAT32_MAX, nextDown32, nextUp32 } from '../numeric/float32.ts'
import { oneHot } from './oneHot.ts'

const float32 = fc.float({ noNaN: true, noDefaultInfinity: true })
const anyFloat32 = fc.float({ noNaN: true })
const shape = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 3 })

describe('every domain keeps the laws', () => {
  test('interval', () => {
    checkDomainLaws(
      fc
        .tuple(anyFloat32, anyFloat32)
        .filter(([a, b]) => a !== b)
        .map(([a, b]) => interval(Math.min(a, b), Math.max(a, b))),
    )
  })
  test('box', () => {
    checkDomainLaws(fc.tuple(shape, float32, float32).map(([s, a, b]) => box(s, Math.min(a, b), Math.max(a, b))))
  })
  test('finite', () => checkDomainLaws(shape.map((s) => finite(s))))
  test('around', () => {
    const centres = fc.array(float32, { minLength: 1, maxLength: 6 })
    checkDomainLaws(fc.tuple(centres, fc.double({ min: 0, max: 1e30, noNaN: true })).map(([c, r]) => around(c, r)))
  })
  test('oneHot', () => {
    const side = fc.integer({ min: 1, max: 9 })
    checkDomainLaws(fc.tuple(side, side).map(([length, letters]) => oneHot(length, letters)))
  })
})

test('bounds are rounded inwards to float32', () => {
  const tenth = interval(0.1, 0.3)
  expect(tenth.lo[0]).toBeGreaterThanOrEqual(0.1)
  expect(tenth.hi[0]).toBeLessThanOrEqual(0.3)
  expect(nextDown32(tenth.lo[0]!)).toBeLessThan(0.1)
  expect(nextUp32(tenth.hi[0]!)).toBeGreaterThan(0.3)
})

test('an infinite bound admits every finite float32 and says so', () => {
  const half = interval(0, Infinity)
  expect([half.lo[0], half.hi[0], half.endless]).toEqual([0, FLOAT32_MAX, { lo: [false], hi: [true] }])
  expect(half.contains(Float32Array.of(Infinity))).toBe(false)
})

test('around clips each number by its own bounds', () => {
  const ball = around([0.5, 0.5], 0.25, {
    clip: [
      [0, 0.625],
      [1, 9],
    ],
  })
  expect([...ball.lo, ...ball.hi, ...ball.simplest]).toEqual([0.25, 0.625, 0.75, 0.75, 0.5, 0.625])
  expect(() => around([0.5, 0.5], 1, { clip: [[0], 1] })).toThrow('bounds of shape [2]')
  expect(() => around([0.5, 0.5], 1, { clip: [[0, 2], 1] })).toThrow('lo <= hi')
})

test('around clips, and its simplest member is the centre', () => {
  const ball = around([0.5, 0.95], 0.1, { clip: [0, 1] })
  expect(ball.hi[1]).toBe(1)
  expect([...ball.simplest]).toEqual([Math.fround(0.5), Math.fround(0.95)])
})

test('one-hot rows with two ones, none, or another number are no members', () => {
  const sequence = oneHot(2, 3)
  expect(sequence.contains(Float32Array.of(1, 0, 0, 0, 0, 1))).toBe(true)
  for (const row of [
    [1, 1, 0, 0, 0, 1],
    [0, 0, 0, 0, 0, 1],
    [0.5, 0.5, 0, 0, 0, 1],
  ])
    expect(sequence.contains(Float32Array.from(row))).toBe(false)
})

test('the samples of a wide box reach its corners, its middle and the float edges', () => {
  const rows = drawRows(interval(-1, 1), 7, 5000)
  const share = (is: (x: number) => boolean) => rows.filter(is).length / rows.length
  expect(share((x) => Math.abs(x) === 1)).toBeGreaterThan(0.05)
  expect(share((x) => Math.abs(x) > 0.01 && Math.abs(x) < 1)).toBeGreaterThan(0.5)
  expect(share((x) => x !== 0 && Math.abs(x) < 2 ** -126)).toBeGreaterThan(0)
})

test('the cases of a seed are frozen', () => {
  expect([...drawRows(interval(-25, 20), 1, 6)]).toMatchInlineSnapshot(`
    [
      19.999998092651367,
      -25,
      0.6304487586021423,
      -0.9999999403953552,
      -19.147680282592773,
      20,
    ]
  `)
  expect([...drawRows(oneHot(3, 4), 1, 2)].join('')).toMatchInlineSnapshot(`"000100010001001000010010"`)
})

test.each([
  ['lo > hi', () => interval(1, 0), 'DOMAIN_EMPTY'],
  ['no float32 between', () => interval(0.1, 0.1), 'DOMAIN_EMPTY'],
  ['above all floats', () => interval(1e39, Infinity), 'DOMAIN_EMPTY'],
  ['NaN', () => interval(Number.NaN, 1), 'ARGUMENT_INVALID'],
  ['not a number', () => interval('0' as never, 1), 'ARGUMENT_INVALID'],
  ['bounds of another shape', () => box([3], [1, 2], 5), 'DOMAIN_MISMATCH'],
  ['a shape with a zero', () => box([0], 0, 1), 'ARGUMENT_INVALID'],
  ['an absurd shape', () => oneHot(1e9, 4), 'ARGUMENT_INVALID'],
  ['a negative radius', () => around([0], -1), 'ARGUMENT_INVALID'],
  ['a clip that misses the ball', () => around([5], 1, { clip: [0, 1] }), 'DOMAIN_EMPTY'],
])('%s is refused', (_, make, code) => {
  expect(make).toThrow(expect.objectContaining({ code }))
})

test('what has no function to ask for members is no domain', () => {
  for (const value of [null, undefined, 5, 'box', {}, { contains: true }, () => true])
    expect(isDomain(value)).toBe(false)
  expect(isDomain(oneHot(2, 2))).toBe(true)
})
