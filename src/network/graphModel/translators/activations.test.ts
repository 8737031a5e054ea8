import { describe, expect, test } from 'vitest'
import { startOrSkip } from '../../../../test/backend/startOrSkip.ts'
import { draftGraph } from '../../../../test/network/graphModel/graphDraft.ts'
import { uniform } from '../../../../test/network/random.ts'
import { testSeed } from '../../../../test/seed.ts'
import { tfjsBackends } from '../../../backend/name.ts'
import { tf } from '../../../backend/tf.ts'
import { readNetwork } from '../../readNetwork.ts'
import { loadGraph } from '../loadGraph.ts'

/** How kernels take a root and divide by it: see `reciprocalRoot`. */
const kernels = {
  cpu: (x: number) => Math.fround(1 / Math.sqrt(x)),
  wasm: (x: number) => Math.fround(1 / Math.fround(Math.sqrt(x))),
} as const

describe.for(tfjsBackends)('the reciprocal of a root on %s', (backend) => {
  test('is unknown, or computed by the steps that are read', async ({ skip }) => {
    await startOrSkip(backend, skip)
    const graph = draftGraph()
    graph.node('Rsqrt', [graph.input([-1, 2])])
    const { operations } = readNetwork(loadGraph(graph.artifacts(), 'a graph'))
    const isUnknown = operations.some(({ faultyOn }) => faultyOn.includes(backend))
    expect(isUnknown).toBe(!Object.hasOwn(kernels, backend))
    if (isUnknown) return
    const random = uniform(testSeed())
    // Positive numbers of all sizes, by their bits.
    const bits = Uint32Array.from({ length: 100_003 }, () => 1 + Math.floor(random() * (0x7f80_0000 - 1)))
    const x = new Float32Array(bits.buffer)
    const computed = tf.tidy(() => tf.rsqrt(tf.tensor1d(x)).dataSync())
    expect(computed).toEqual(x.map(kernels[backend as keyof typeof kernels]))
  })
})
