import { expect, test } from 'vitest'
import { loadTrained } from '../../../fixtures/models.ts'
import { backendNames } from '../../backend/name.ts'
import { startOrSkip } from '../../backend/startOrSkip.laws.ts'
import { predictRows } from '../../network/randomModel.laws.ts'
import { readNetwork } from '../../network/readNetwork.ts'
import { exact } from './sequenceModels.laws.ts'
import { sequenceRange } from './sequenceRange.ts'

test.for(backendNames)(
  'all 4^60 strings of the trained models on %s, with the two at the ends',
  async (backend, { skip }) => {
    await startOrSkip(backend, skip)
    for (const [name, dplus] of [
      ['question', [-25, 20]],
      ['sigmoid', [-25, 20]],
      ['well-posed', [-3, 3]],
    ] as const) {
      const model = await loadTrained(name)
      const network = readNetwork(model)
      const letters = (size: number): { lo: Float32Array; hi: Float32Array; letters: number } => ({
        lo: new Float32Array(size),
        hi: new Float32Array(size).fill(1),
        letters: 4,
      })
      const boxes = network.inputs.map(({ size }) =>
        size === 1 ? { lo: Float32Array.of(dplus[0]), hi: Float32Array.of(dplus[1]) } : letters(size),
      )
      const { lo, hi, lowest, highest, slack, states } = exact(sequenceRange(network, { boxes, phases: [] }, backend))
      expect(states).toBe(4 ** 7)
      expect(slack).toBeLessThan(1e-5)
      const [[low], [high]] = predictRows(model, [lowest, highest], 1) as [Float32Array, Float32Array]
      expect(low).toBeGreaterThanOrEqual(lo)
      expect(high).toBeLessThanOrEqual(hi)
      expect(low! - lo).toBeLessThan(1e-5)
      expect(hi - high!).toBeLessThan(1e-5)
      model.dispose()
    }
  },
)
