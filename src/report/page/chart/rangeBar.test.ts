import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { verdictOf } from '../../../../test/report/page/verdictOf.ts'
import { rangeAxis } from './rangeAxis.ts'
import { rangeBar, rangeWords } from './rangeBar.ts'

describe('rangeAxis', () => {
  test('holds all that is near what was claimed', () => {
    const [lo, hi] = rangeAxis({ claimed: [0, 1], observed: [-0.4, 1.2], certified: [-0.5, 1.5] })
    expect(lo).toBeCloseTo(-0.7)
    expect(hi).toBeCloseTo(1.7)
  })

  test('is not squashed by ends that lie far away', () => {
    const [lo, hi] = rangeAxis({ claimed: [0, 1], observed: [0.2, 0.3], certified: [-3.4e38, 3.4e38] })
    expect(lo).toBeGreaterThan(-1)
    expect(hi).toBeLessThan(2)
  })

  test('takes what was observed where no number was claimed', () => {
    const [lo, hi] = rangeAxis({ observed: [2, 4], certified: [-Infinity, Infinity] })
    expect(lo).toBeCloseTo(1.8)
    expect(hi).toBeCloseTo(4.2)
  })

  test('measures a claim with one end by what was observed', () => {
    const [lo, hi] = rangeAxis({ claimed: [1, Infinity], observed: [-0.4, 1.2], certified: [-0.5, 1e30] })
    expect(lo).toBeLessThan(-0.5)
    expect(hi).toBeLessThan(2)
  })

  test('is always finite, and wider than nothing', () => {
    const claimable = fc
      .tuple(fc.double({ noNaN: true }), fc.double({ noNaN: true }))
      .map(([a, b]): [number, number] => (a > b ? [b, a] : [a, b]))
    const anyRange = fc.tuple(fc.double(), fc.double()).map(([a, b]): [number, number] => (a > b ? [b, a] : [a, b]))
    fc.assert(
      fc.property(fc.option(claimable), anyRange, anyRange, (claimed, observed, certified) => {
        const [lo, hi] = rangeAxis({ ...(claimed && { claimed }), observed, certified })
        expect(Number.isFinite(lo) && Number.isFinite(hi) && lo < hi).toBe(true)
        const drawn = String(rangeBar(verdictOf({ ...(claimed && { claimed }), observed, certified })))
        expect(drawn.match(/ d="[^"]*"/g)!.join('')).not.toMatch(/NaN|Infinity/)
      }),
      { seed: 1, numRuns: 300 },
    )
  })
})

test('ends without limit are arrows, ends cut off breaks', () => {
  const draw = (certified: [number, number]) =>
    String(rangeBar(verdictOf({ claimed: [0, 1], certified, observed: [0, 1] })))
  expect(draw([-0.1, 1.1])).not.toContain('goes-on')
  expect(draw([-Infinity, 1])).toMatch(/class="certified goes-on"\s+d="M9 9L0 18L9 27"/)
  expect(draw([0, 1e9])).toMatch(/goes-on"\s+d="M315 9l-4 18M311 9l-4 18"/)
})

test('says in words what is drawn, ends rounded outwards', () => {
  const verdict = verdictOf({ claimed: [0, 1], certified: [-0.12345678, 1.5], observed: [NaN, NaN], nan: 'observed' })
  expect(rangeWords(verdict)).toBe('Claimed: always in [0, 1]; certified: [-0.12346, 1.5] or NaN; observed: NaN')
})
