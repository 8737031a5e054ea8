import { describe, expect, test } from 'vitest'
import { startOrSkip } from '../../../../test/backend/startOrSkip.ts'
import { draftGraph, type GraphDraft, truth } from '../../../../test/network/graphModel/graphDraft.ts'
import { backendNames, tfjsBackends } from '../../../backend/name.ts'
import { tf } from '../../../backend/tf.ts'
import { currentBackend, useBackend } from '../../../backend/useBackend.ts'
import type { Network } from '../../network.ts'
import { readNetwork } from '../../readNetwork.ts'
import { loadGraph } from '../loadGraph.ts'

const values = Array.from({ length: 37 }, (_, i) => 0.013 * (i + 1) ** 2)

/** x times what `make` makes of some constants. */
function scaled(make: (graph: GraphDraft, constant: string) => string): tf.LayersModel {
  const graph = draftGraph()
  const x = graph.input([-1, values.length])
  graph.node('Mul', [x, make(graph, graph.floats(values))])
  return loadGraph(graph.artifacts(), 'a graph')
}

const rsqrt = (graph: GraphDraft, constant: string): string => graph.node('Rsqrt', [constant])

/** What the one operation that is left multiplies by. */
function factors({ operations, output, opaque }: Network): number[] {
  expect(opaque).toEqual([])
  const operation = operations[output]!
  if (operation.kind !== 'affine') throw new Error(`expected a product, received ${operation.kind}`)
  return [...operation.kernel]
}

const faultyOn = ({ operations, output }: Network): readonly string[] => operations[output]!.faultyOn.toSorted()

describe.for(tfjsBackends)('on %s', (backend) => {
  test('constants are what its kernel makes of them, to the bit', async ({ skip }) => {
    await startOrSkip(backend, skip)
    const network = readNetwork(scaled(rsqrt))
    expect(factors(network)).toEqual([...tf.rsqrt(tf.tensor1d(values)).dataSync()])
    expect(faultyOn(network)).toEqual(backendNames.filter((name) => name !== backend).toSorted())
  })

  test('what only moves numbers, or compares them, is read for all', async ({ skip }) => {
    await startOrSkip(backend, skip)
    const network = readNetwork(
      scaled((graph, constant) => graph.node('Maximum', [graph.node('Neg', [constant]), graph.floats([-1], [])])),
    )
    expect(factors(network)).toEqual(values.map((value) => Math.max(-1, Math.fround(-value))))
    expect(faultyOn(network)).toEqual([])
  })
})

test('a model is read anew on another backend', async () => {
  await useBackend('cpu')
  const model = scaled(rsqrt)
  const before = readNetwork(model)
  await useBackend('wasm')
  const after = readNetwork(model)
  expect([faultyOn(before).includes('wasm'), faultyOn(after).includes('wasm')]).toEqual([true, false])
  expect(factors(after)).toEqual([...tf.rsqrt(tf.tensor1d(values)).dataSync()])
})

test('sums of constants stay operations, which are added up in any order', async () => {
  await useBackend('cpu')
  const model = scaled((graph, constant) => {
    const sum = graph.node('Sum', [constant, graph.ints([0])], { keep_dims: truth(false) })
    return graph.node('Sqrt', [sum])
  })
  const { operations, opaque } = readNetwork(model)
  expect(opaque).toEqual([])
  expect(operations.map(({ kind }) => kind)).toContain('product')
})

test('numbers that are not finite are none to fold: they make the graph unknown', async () => {
  await useBackend('cpu')
  const none = (graph: GraphDraft, constant: string): string =>
    graph.node('Reciprocal', [graph.node('Sub', [constant, constant])])
  expect(readNetwork(scaled(none)).opaque.join()).toMatch(/Reciprocal/)
  const finite = scaled((graph, constant) => {
    return graph.node('Minimum', [none(graph, constant), graph.floats([3], [])])
  })
  expect(new Set(factors(readNetwork(finite)))).toEqual(new Set([3]))
})

test('a kernel that computes other numbers each time makes the graph unknown', async () => {
  await useBackend('cpu')
  expect(currentBackend()).toBe('cpu')
  const kernel = tf.getKernel('Rsqrt', 'cpu')
  let calls = 0
  tf.unregisterKernel('Rsqrt', 'cpu')
  tf.registerKernel({
    ...kernel,
    kernelFunc: ({ inputs, backend }) => {
      const { x } = inputs as { x: tf.TensorInfo }
      const own = backend as { makeTensorInfo(shape: number[], dtype: string, data: Float32Array): tf.TensorInfo }
      return own.makeTensorInfo(x.shape, x.dtype, new Float32Array(values.length).fill(1 + calls++))
    },
  })
  try {
    expect(readNetwork(scaled(rsqrt)).opaque.join()).toMatch(/computes other numbers of its constants each time/)
  } finally {
    tf.unregisterKernel('Rsqrt', 'cpu')
    tf.registerKernel(kernel)
  }
})
