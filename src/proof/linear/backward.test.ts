import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { useBackend } from '../../backend/useBackend.ts'
import type { Network } from '../../network/network.ts'
import type { Operation } from '../../operations/index.ts'
import { uniform } from '../../../test/network/random.ts'
import { randomNetwork, randomRegion } from '../../../test/proof/bounds.ts'
import type { Region } from '../region.ts'
import { upperBound, upperBounds } from './backward.ts'
import { linearBounds } from './linearBounds.ts'
import { inOrder } from '../../operations/affine/taps.ts'

beforeAll(() => useBackend('cpu'))

test('many forms at once have the bounds that each has alone, but for the order of sums', () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const random = uniform(seed)
      const network = randomNetwork(random)
      const { region } = randomRegion(random, network)
      const relaxation = linearBounds(network, region, 'native')!
      const { size } = network.operations[network.output]!
      const units = Array.from({ length: size }, (_, i) =>
        [1, -1].map((sign) => ({ index: i, sign: sign as 1 | -1 })),
      ).flat()
      const together = upperBounds(relaxation, network.output, units)
      const L = relaxation.coefficients[network.output]!
      for (const [u, { index, sign }] of units.entries()) {
        L.fill(0)
        L[index] = sign
        const alone = upperBound(relaxation, network.output)
        const { lo, hi } = relaxation.bounds[network.output]!
        const scale = Math.max(Math.abs(alone), Math.abs(lo[index]!), Math.abs(hi[index]!))
        const isSame = Number.isFinite(alone) ? Math.abs(together[u]! - alone) <= 1e-6 * scale : together[u] === alone
        expect(isSame, `${together[u]} is ${alone}`).toBe(true)
      }
    }),
    { numRuns: 50 },
  )
})

/** Dense layers of the given sizes with relus between, all weights near `weight`. */
function chain(sizes: readonly number[], weight: number): Network {
  const operations: Operation[] = [{ kind: 'input', input: 0, size: sizes[0]!, reads: [], layer: 'x', faultyOn: [] }]
  for (const [k, filters] of sizes.slice(1).entries()) {
    const window = sizes[k]!
    const kernel = Float64Array.from({ length: window * filters }, (_, i) =>
      Math.fround(weight * (1 - 2 * ((i * 7) % 3))),
    )
    const shared = { layer: `dense_${k}`, faultyOn: [] }
    operations.push({
      kind: 'affine',
      taps: inOrder(window),
      kernel,
      bias: null,
      positions: 1,
      window,
      filters,
      groups: 1,
      rounding: { kind: 'sum' },
      size: filters,
      reads: [operations.length - 1],
      ...shared,
    })
    if (k < sizes.length - 2)
      operations.push({
        kind: 'elementwise',
        name: 'relu',
        parameter: Float64Array.of(0),
        size: filters,
        reads: [operations.length - 1],
        ...shared,
      })
  }
  return { inputs: [{ name: 'x', size: sizes[0]! }], operations, output: operations.length - 1, opaque: [] }
}

const around = (size: number): Region => ({
  boxes: [{ lo: new Float32Array(size).fill(-1), hi: new Float32Array(size).fill(1) }],
  phases: [],
})

const outOf = (network: Network): number[] => {
  const { lo, hi } = linearBounds(network, around(network.inputs[0]!.size), 'native')!.bounds[network.output]!
  return [lo[0]!, hi[0]!]
}

test('weights of many networks make room for each other, and are there again when they are needed', () => {
  // Eight of them are more than the memory that they share.
  const networks = Array.from({ length: 8 }, (_, n) => chain([1000, 600, 1], 0.01 * (n + 1)))
  const first = networks.map(outOf)
  expect(new Set(first.map(String)).size).toBe(8)
  expect(networks.map(outOf)).toEqual(first)
})

test('a network too large for the memory that is shared is bounded as a small one is', () => {
  // Both layers have the same weights more often: bounds grow with both sizes.
  const [large, small] = [chain([2100, 2100, 1], 2 ** -14), chain([12, 12, 1], 2 ** -14)]
  const [, high] = outOf(large)
  const [, low] = outOf(small)
  expect(high! / low!).toBeGreaterThan((2100 / 12) ** 2 * 0.99)
  expect(high! / low!).toBeLessThan((2100 / 12) ** 2 * 1.01)
})
