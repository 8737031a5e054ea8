import fc from 'fast-check'
import { expect, test } from 'vitest'
import { useBackend } from '../../backend/useBackend.ts'
import { predictRows } from '../../../test/network/randomModel.ts'
import { pick, uniform } from '../../../test/network/random.ts'
import { escapes, randomProblem, randomRegion } from '../../../test/proof/bounds.ts'
import { runFloat32, styles } from '../../../test/proof/float32.ts'
import { checkerBounds } from '../../../test/proof/certificate/checkerBounds.ts'

const numRuns = Number(process.env['OVERSHOOT_SOUNDNESS_RUNS'] ?? 15)

test.for(['intervals', 'output', 'cheap', 'linear', 'sequences'] as const)(
  'what the checker makes of %s encloses outputs, however they are computed',
  async (method) => {
    await useBackend('cpu')
    const bound = checkerBounds(method)
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = uniform(seed)
        const { model, network, dispose } = randomProblem(random)
        for (let i = 0; i < 3; i++) {
          const { region, rows } = randomRegion(random, network, 12)
          const bounds = bound(network, region, 'cpu')
          const outputs = [
            ...predictRows(model, rows, rows.length),
            ...rows.flatMap((row) => [0, 1, 2].map(() => runFloat32(network, row, pick(random, styles)))),
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
