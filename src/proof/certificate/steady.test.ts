import fc from 'fast-check'
import { expect, test } from 'vitest'
import { useBackend } from '../../backend/useBackend.ts'
import { isSteady } from '../../checker/computed.ts'
import { integer, uniform } from '../../network/random.laws.ts'
import { predictRows } from '../../network/randomModel.laws.ts'
import { randomProblem, randomRegion } from '../bounds.laws.ts'

const numRuns = Number(process.env['OVERSHOOT_SOUNDNESS_RUNS'] ?? 40)

// What proofs by computing all inputs rest on, and say that they do.
test.for((['wasm', 'cpu', 'native'] as const).filter(isSteady))(
  '%s computes a row to the same bits in every batch',
  async (backend) => {
    await useBackend(backend)
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = uniform(seed)
        const { model, network, dispose } = randomProblem(random)
        const { rows } = randomRegion(random, network, 33)
        const bits = (batch: number): Int32Array[] =>
          // NaN is NaN, whatever its sign.
          predictRows(model, rows, batch).map(
            (row) => new Int32Array(row.map((one) => (Number.isNaN(one) ? NaN : one)).buffer),
          )
        const alone = bits(1)
        expect(bits(rows.length)).toEqual(alone)
        expect(bits(integer(random, 2, 17))).toEqual(alone)
        dispose()
      }),
      { numRuns },
    )
  },
)
