import fc from 'fast-check'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import { expect } from 'vitest'
import type { Domain } from '../../src/claim/domain.ts'
import { product } from '../../src/claim/shape.ts'

/** What every domain must do, whatever it holds. */
export function checkDomainLaws(domains: fc.Arbitrary<Domain>): void {
  fc.assert(
    fc.property(domains, fc.integer(), (domain, seed) => {
      expect(domain.size).toBe(product(domain.shape))
      expect(domain.contains(domain.simplest)).toBe(true)
      const rows = drawRows(domain, seed, 5)
      expect(drawRows(domain, seed, 5)).toEqual(rows)
      for (let row = 0; row < 5; row++) {
        expect(domain.contains(rows, row * domain.size)).toBe(true)
        for (let i = 0; i < domain.size; i++) {
          const value = rows[row * domain.size + i]!
          expect(value >= domain.lo[i]! && value <= domain.hi[i]!).toBe(true)
        }
      }
      const among = new Float32Array(3 * domain.size).fill(-7)
      domain.sample(xoroshiro128plus(seed), among, domain.size)
      expect(among.subarray(domain.size, 2 * domain.size)).toEqual(rows.subarray(0, domain.size))
      expect(among.every((value, i) => value === -7 || Math.floor(i / domain.size) === 1)).toBe(true)
      const spoiled = domain.simplest.slice()
      spoiled[Math.abs(seed) % domain.size] = Number.NaN
      expect(domain.contains(spoiled)).toBe(false)
      expect(domain.contains(domain.simplest.subarray(1))).toBe(false)
    }),
    { numRuns: 200 },
  )
}

/** `count` rows one after the other, drawn from one generator. */
export function drawRows(domain: Domain, seed: number, count: number): Float32Array {
  const random = xoroshiro128plus(seed)
  const rows = new Float32Array(count * domain.size)
  for (let row = 0; row < count; row++) domain.sample(random, rows, row * domain.size)
  return rows
}
