import { expect, test } from 'vitest'
import { loadTrained } from '../../../fixtures/models.ts'
import { tfjsBackends } from '../../backend/name.ts'
import { startOrSkip } from '../../../test/backend/startOrSkip.ts'
import { predictRows } from '../../../test/network/randomModel.ts'
import { readNetwork } from '../../network/readNetwork.ts'
import { intervalBounds } from '../intervalBounds.ts'
import type { InputBox } from '../region.ts'
import { exact } from '../../../test/proof/sequences/sequenceModels.ts'
import { sequenceBounds } from './sequenceBounds.ts'

const string: InputBox = { lo: new Float32Array(240), hi: new Float32Array(240).fill(1), letters: 4 }
const score: InputBox = { lo: Float32Array.of(-25), hi: Float32Array.of(20) }

test.for(
  tfjsBackends.flatMap((backend) =>
    // A sum, a sum squashed twice, logits squashed once.
    (['question', 'sigmoid', 'well-posed'] as const)
      .slice(0, backend === 'native' ? 3 : 1)
      .map((name) => ({ backend, name })),
  ),
)(
  'all 4^60 strings of the trained model $name on $backend, and the two at the ends',
  async ({ backend, name }, { skip }) => {
    await startOrSkip(backend, skip)
    const model = await loadTrained(name)
    const network = readNetwork(model)
    const boxes = network.inputs.map(({ size }) => (size === 1 ? score : string))
    const { lo, hi, lowest, highest, slack, states } = exact(sequenceBounds(network, { boxes, phases: [] }, backend))
    expect(states).toBe(4 ** 7)
    expect(slack).toBeLessThan(1e-5)
    const [[low], [high]] = predictRows(model, [lowest, highest], 1) as [Float32Array, Float32Array]
    model.dispose()
    expect(low).toBeGreaterThanOrEqual(lo)
    expect(high).toBeLessThanOrEqual(hi)
    expect(low! - lo).toBeLessThan(1e-5)
    expect(hi - high!).toBeLessThan(1e-5)
  },
)

test('the bounds of the deep part are well inside what intervals leave', async () => {
  const model = await loadTrained('question')
  const network = readNetwork(model.deep)
  const region = { boxes: [string], phases: [] }
  const { lo, hi } = exact(sequenceBounds(network, region, 'cpu'))
  const whole = intervalBounds(network, region, 'cpu')
  model.dispose()
  expect(hi - lo).toBeLessThan((whole.hi[0]! - whole.lo[0]!) / 2)
})
