import fc from 'fast-check'
import { expect, test } from 'vitest'
import { testSeed } from './seed.ts'

test('the seed is of the day, unless it is given', () => {
  expect(testSeed({}, new Date('2026-11-30T23:59:59Z'))).toBe(20261130)
  expect(testSeed({ OVERSHOOT_TEST_SEED: '-7' })).toBe(-7)
  for (const given of ['x', '1.5', '4294967296'])
    expect(() => testSeed({ OVERSHOOT_TEST_SEED: given })).toThrow('expected a 32-bit integer')
})

test('properties draw from it', () => {
  expect(fc.readConfigureGlobal()?.seed).toBe(testSeed())
  const draw = (): number[] => fc.sample(fc.integer(), { numRuns: 3, seed: testSeed() })
  const drawn: number[] = []
  fc.assert(
    fc.property(fc.integer(), (x) => {
      drawn.push(x)
    }),
    { numRuns: 3 },
  )
  expect(drawn).toEqual(draw())
})
