import fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import { startOrSkip } from '../../test/backend/startOrSkip.ts'
import { integer, noise, uniform } from '../../test/network/random.ts'
import { grow } from '../../test/network/randomLayers.ts'
import { predictRows } from '../../test/network/randomModel.ts'
import { setRandomWeights } from '../../test/network/randomWeights.ts'
import { tolerances } from '../../test/network/tolerance.ts'
import { type BackendName, tfjsBackends } from '../backend/name.ts'
import { tf } from '../backend/tf.ts'
import { intervalBounds } from '../proof/intervalBounds.ts'
import { evaluate } from './evaluate.ts'
import { packNetwork } from './packNetwork.ts'
import { readNetwork } from './readNetwork.ts'
import { unpackNetwork } from './unpackNetwork.ts'

/** How many layers of each kind: more with `LAYER_RUNS`. */
const numRuns = Number(process.env['LAYER_RUNS'] ?? 5)

function checkLayer(kind: string, backend: BackendName, seed: number): void {
  const random = uniform(seed)
  const input = tf.input({ shape: Array.from({ length: integer(random, 1, 3) }, () => integer(random, 1, 5)) })
  const output = grow[kind]!(random, input)
  fc.pre(output !== undefined && output.shape.slice(1).every((side) => side! > 0))
  const model = tf.model({ inputs: input, outputs: output! })
  for (const layer of model.layers) setRandomWeights(random, layer, () => 0.7)
  const what = (): string => model.layers.map((one) => JSON.stringify(one.getConfig())).join('; ')
  try {
    const network = readNetwork(model)
    expect(network.opaque.join(), `opaque: ${what()}`).toBe('')
    unpackNetwork(packNetwork(network))
    const rows = Array.from({ length: 3 }, () => [
      Float32Array.from({ length: network.inputs[0]!.size }, () => noise(random, 1)),
    ])
    const isFaulty = network.operations.some(({ faultyOn }) => faultyOn.includes(backend))
    for (const [i, computed] of predictRows(model, rows, rows.length).entries()) {
      const { lo, hi, nan } = intervalBounds(
        network,
        { boxes: rows[i]!.map((row) => ({ lo: row, hi: row })), phases: [] },
        backend,
      )
      const outside = computed.findIndex(
        (value, k) => !(Number.isNaN(value) ? nan : lo[k]! <= value && value <= hi[k]!),
      )
      expect(outside, `bounds [${lo[outside]}, ${hi[outside]}] without ${computed[outside]}: ${what()}`).toBe(-1)
      if (isFaulty) continue
      const [truth, allowed] = [evaluate(network, rows[i]!), tolerances(network, rows[i]!)]
      const gaps = truth.map((value, k) => (Number.isFinite(value) ? Math.abs(value - computed[k]!) / allowed[k]! : 0))
      expect(
        gaps.every((gap) => gap <= 1),
        `${Math.max(...gaps)}: ${what()}`,
      ).toBe(true)
    }
  } finally {
    model.dispose()
  }
}

describe.for(tfjsBackends)('on %s', (backend) => {
  beforeEach(({ skip }) => startOrSkip(backend, skip))

  test.for(Object.keys(grow))('%s computes what is read', (kind) => {
    fc.assert(
      fc.property(fc.integer(), (seed) => checkLayer(kind, backend, seed)),
      { numRuns },
    )
  })
})
