import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { referenceCnn, referenceMlp } from '../../../fixtures/reference/models.ts'
import { useBackend } from '../../backend/useBackend.ts'
import { evaluate } from '../../network/evaluate.ts'
import { uniform } from '../../../test/network/random.ts'
import { readNetwork } from '../../network/readNetwork.ts'
import { randomNetwork, randomRegion } from '../../../test/proof/bounds.ts'
import { intervalBounds } from '../intervalBounds.ts'
import { upperBound } from './backward.ts'
import { linearBounds } from './linearBounds.ts'
import { optimizeSlopes } from './optimizeSlopes.ts'

beforeAll(() => useBackend('cpu'))

const widthOf = ({ lo, hi }: { lo: ArrayLike<number>; hi: ArrayLike<number> }): number => hi[0]! - lo[0]!

/** The reference CNN's logit around its centre; the full box for an infinite radius. */
function cnn(radius: number) {
  const { make, x0, d0 } = referenceCnn()
  const model = make()
  const network = readNetwork(model)
  model.dispose()
  const x =
    radius === Infinity
      ? { lo: new Float32Array(256), hi: new Float32Array(256).fill(1) }
      : { lo: x0.map((v) => v - radius), hi: x0.map((v) => v + radius) }
  const d = { lo: Float32Array.of(d0), hi: Float32Array.of(d0) }
  return { network, region: { boxes: [d, x], phases: [] } }
}

// Widths of auto_LiRPA 0.7.1, CROWN and alpha-CROWN, which are not sound for float32.
test.each([
  [Infinity, 4.459, 4.088],
  [0.01, 0.02434, 0.02412],
  [0.05, 0.1697, 0.1663],
  [0.1, 0.4548, 0.4444],
])('at radius %d as tight as CROWN, rounding included, and optimized as alpha-CROWN', (radius, crown, alpha) => {
  const { network, region } = cnn(radius)
  const relaxation = linearBounds(network, region, 'native')!
  const out = relaxation.bounds[network.output]!
  expect(widthOf(out)).toBeLessThanOrEqual(1.01 * crown)
  const L = relaxation.coefficients[network.output]!
  L.fill(1)
  const above = optimizeSlopes(relaxation, network.output, { steps: 20 })
  L.fill(-1)
  const below = optimizeSlopes(relaxation, network.output, { steps: 20 })
  expect(above + below).toBeLessThanOrEqual(1.02 * alpha)
})

test('no wider than intervals, in any operation', () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const random = uniform(seed)
      const network = randomNetwork(random)
      const { region } = randomRegion(random, network)
      const plain = intervalBounds(network, region, 'native')
      const out = linearBounds(network, region, 'native')!.bounds[network.output]!
      for (let i = 0; i < out.lo.length; i++) {
        expect(out.lo[i]).toBeGreaterThanOrEqual(plain.lo[i]!)
        expect(out.hi[i]).toBeLessThanOrEqual(plain.hi[i]!)
        expect(out.nan[i] === 1 && !plain.nan).toBe(false)
      }
    }),
    { numRuns: 60 },
  )
})

test('optimized bounds are no looser than plain ones, and hold in real arithmetic', () => {
  const { make } = referenceMlp()
  const model = make()
  const network = readNetwork(model)
  model.dispose()
  fc.assert(
    fc.property(fc.integer(), fc.constantFrom(0.01, 0.1, 0.5), (seed, radius) => {
      const random = uniform(seed)
      const centre = Float32Array.from({ length: 5 }, () => random() - 0.5)
      const box = { lo: centre.map((v) => v - radius), hi: centre.map((v) => v + radius) }
      const relaxation = linearBounds(network, { boxes: [box], phases: [] }, 'native')!
      const L = relaxation.coefficients[network.output]!
      const form = (output: number): Float64Array => L.fill(0).fill(1, output, output + 1)
      const plain = [0, 1, 2, 3, 4].map((output) => (form(output), upperBound(relaxation, network.output)))
      for (let output = 0; output < 5; output++) {
        form(output)
        const above = optimizeSlopes(relaxation, network.output, { steps: 8 })
        expect(above).toBeLessThanOrEqual(plain[output]!)
        for (let k = 0; k < 20; k++) {
          const x = centre.map((v) => v + radius * (2 * Math.round(random()) - 1) * (k < 10 ? 1 : random()))
          expect(
            evaluate(network, [x.map((v, i) => Math.min(box.hi[i]!, Math.max(box.lo[i]!, v)))])[output],
          ).toBeLessThan(above)
        }
      }
    }),
    { numRuns: 10 },
  )
})
