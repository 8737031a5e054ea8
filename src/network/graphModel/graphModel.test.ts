import fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import { startOrSkip } from '../../../test/backend/startOrSkip.ts'
import { drawGraph } from '../../../test/network/graphModel/drawGraph.ts'
import { growGraph } from '../../../test/network/graphModel/growGraph.ts'
import { noise, uniform } from '../../../test/network/random.ts'
import { tolerances } from '../../../test/network/tolerance.ts'
import { type BackendName, tfjsBackends } from '../../backend/name.ts'
import { tf } from '../../backend/tf.ts'
import { intervalBounds } from '../../proof/intervalBounds.ts'
import { evaluate } from '../evaluate.ts'
import type { Network } from '../network.ts'
import { packNetwork } from '../packNetwork.ts'
import { readNetwork } from '../readNetwork.ts'
import { unpackNetwork } from '../unpackNetwork.ts'
import { loadGraph } from './loadGraph.ts'

const ROWS = 3

/** Rows as the model computes them, all in one batch. */
function compute(model: tf.LayersModel, rows: readonly Float32Array[]): Float32Array[] {
  return tf.tidy(() => {
    const all = new Float32Array(rows.flatMap((row) => [...row]))
    const result = model.predict(tf.tensor(all, [rows.length, ...(model.inputs[0]!.shape.slice(1) as number[])]))
    const values = (result as tf.Tensor).dataSync() as Float32Array
    const width = values.length / rows.length
    return rows.map((_, i) => values.slice(i * width, (i + 1) * width))
  })
}

function checkRow(
  network: Network,
  row: Float32Array,
  computed: Float32Array,
  backend: BackendName,
  what: string,
  isOne: boolean,
): void {
  const { lo, hi, nan } = intervalBounds(network, { boxes: [{ lo: row, hi: row }], phases: [] }, backend)
  const isWithin = computed.every((value, i) => (Number.isNaN(value) ? nan : lo[i]! <= value && value <= hi[i]!))
  const found = computed.findIndex((value, i) => !(lo[i]! <= value && value <= hi[i]!))
  expect(isWithin, `bounds [${lo[found]}, ${hi[found]}] on ${backend} without ${computed[found]}: ${what}`).toBe(true)
  // Functions such as e^x stretch what another node is off: see `tolerances`.
  if (!isOne || network.operations.some(({ faultyOn }) => faultyOn.includes(backend))) return
  const [truth, allowed] = [evaluate(network, [row]), tolerances(network, [row])]
  const gaps = truth.map((value, i) => Math.abs(value - computed[i]!) / allowed[i]!)
  expect(
    gaps.every((gap) => gap <= 1),
    `${Math.max(...gaps)} on ${backend}: ${what}`,
  ).toBe(true)
}

/** A random graph of some kinds of nodes computes what is read of it. */
function checkGraph(seed: number, kinds: readonly string[], nodes: number, backend: BackendName): void {
  const random = uniform(seed)
  const artifacts = drawGraph(random, kinds, nodes)
  const what = JSON.stringify(artifacts.modelTopology)
  const model = loadGraph(artifacts, 'a graph')
  try {
    const network = readNetwork(model)
    expect(network.opaque.join(), `opaque: ${what}`).toBe('')
    // Lengths and indices are as they should be.
    unpackNetwork(packNetwork(network))
    const rows = Array.from({ length: ROWS }, () =>
      Float32Array.from({ length: network.inputs[0]!.size }, () => noise(random, 1)),
    )
    for (const [i, computed] of compute(model, rows).entries())
      checkRow(network, rows[i]!, computed, backend, what, nodes === 1)
  } finally {
    model.dispose()
  }
}

/** How many graphs of each kind: more with `GRAPH_RUNS`. */
const numRuns = Number(process.env['GRAPH_RUNS'] ?? 4)

describe.for(tfjsBackends)('on %s', (backend) => {
  beforeEach(({ skip }) => startOrSkip(backend, skip))

  test.for(Object.keys(growGraph))('%s computes what is read', (kind) => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 31 }), (seed) => checkGraph(seed, [kind], 1, backend)),
      { numRuns },
    )
  })

  test('so do nodes one after the other', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 31 }), (seed) => checkGraph(seed, Object.keys(growGraph), 5, backend)),
      { numRuns: 4 * numRuns },
    )
  })
})
