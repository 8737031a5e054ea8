import fc from 'fast-check'
import { expect, test } from 'vitest'
import { useBackend } from '../../backend/useBackend.ts'
import { predictRows } from '../../../test/network/randomModel.ts'
import { pick, uniform } from '../../../test/network/random.ts'
import { escapes, randomProblem, randomRegion } from '../../../test/proof/bounds.ts'
import { runFloat32, styles } from '../../../test/proof/float32.ts'
import { affine, input, network, type Part, taps } from '../../../test/hostile/certificates/networks.ts'
import { floats } from '../../../test/proof/certificate/certificates.ts'
import { intervalBounds } from '../intervalBounds.ts'
import { checkerBounds } from '../../../test/proof/certificate/checkerBounds.ts'

const numRuns = Number(process.env['OVERSHOOT_SOUNDNESS_RUNS'] ?? 15)

test('nothing is known of sums that leave out zeros where one of all numbers may be infinite', () => {
  const scaled = (factor: number): Part =>
    affine([0], 2, 1, { groups: 2, taps: taps(0, 1), kernel: floats([1, factor]), positions: 2 })
  const first = { taps: taps(0), kernel: floats([1]), rounding: { kind: 'sum', omitsZeros: true } } as const
  const region = { boxes: [{ lo: Float32Array.of(1, 1), hi: Float32Array.of(2, 2e8) }], phases: [] }
  const bounds = [checkerBounds('intervals'), checkerBounds('linear'), intervalBounds]
  for (const bound of bounds) {
    const tame = bound(network(input(2), scaled(1), affine([1], 1, 1, first)), region, 'cpu')
    expect([tame.lo[0]! > 0.9, tame.hi[0]! < 2.1]).toEqual([true, true])
    expect(bound(network(input(2), scaled(2e30), affine([1], 1, 1, first)), region, 'cpu')).toMatchObject({ nan: true })
  }
})

test.for(['intervals', 'output', 'cheap', 'linear', 'sequences'] as const)(
  'what the checker makes of %s encloses outputs, however they are computed',
  async (method) => {
    await useBackend('cpu')
    const bound = checkerBounds(method)
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = uniform(seed)
        const { model, network: own, dispose } = randomProblem(random)
        for (let i = 0; i < 3; i++) {
          const { region, rows } = randomRegion(random, own, 12)
          const bounds = bound(own, region, 'cpu')
          const outputs = [
            ...predictRows(model, rows, rows.length),
            ...rows.flatMap((row) => [0, 1, 2].map(() => runFloat32(own, row, pick(random, styles)))),
          ]
          expect(
            outputs.map((output) => escapes(bounds, output)).find((escape) => escape !== undefined),
          ).toBeUndefined()
        }
        dispose()
      }),
      { numRuns },
    )
  },
)
