import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nextDown, nextUp } from './outward.ts'

/** Numbers in their order as whole numbers, neighbours next to each other; both zeros are 0. */
function rank(value: number): bigint {
  const bits = new BigInt64Array(Float64Array.of(value).buffer)[0]!
  return bits >= 0n ? bits : -(bits & 0x7fff_ffff_ffff_ffffn)
}

/** Where carries go through both halves, or a sign changes. */
const edges = [
  0,
  -0,
  Number.MIN_VALUE,
  -Number.MIN_VALUE,
  2 ** -1022,
  -(2 ** -1022),
  1,
  -1,
  2 - 2 ** -52,
  2 ** -1074 * (2 ** 32 - 1),
]
const numbers = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(...edges, ...edges.map((x) => -x)),
)

test('the next number is the next in the order of bit patterns, upwards and downwards', () => {
  fc.assert(
    fc.property(numbers, (x) => {
      expect(rank(nextUp(x)) - rank(x)).toBe(1n)
      expect(rank(x) - rank(nextDown(x))).toBe(1n)
    }),
    { numRuns: 500 },
  )
})

test('beyond the largest number is Infinity, and nothing is beyond that or next to NaN', () => {
  expect(nextUp(Number.MAX_VALUE)).toBe(Infinity)
  expect(nextDown(-Number.MAX_VALUE)).toBe(-Infinity)
  expect(nextUp(Infinity)).toBe(Infinity)
  expect(nextDown(-Infinity)).toBe(-Infinity)
  expect(nextUp(-Infinity)).toBe(-Number.MAX_VALUE)
  expect(nextDown(Infinity)).toBe(Number.MAX_VALUE)
  expect([nextUp(NaN), nextDown(NaN)]).toEqual([NaN, NaN])
})
