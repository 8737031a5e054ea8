import { describe, expect, test } from 'vitest'
import {
  draftGraph,
  float,
  type GraphDraft,
  handlerOf,
  text,
  truth,
  whole,
  wholes,
} from '../../../test/network/graphModel/graphDraft.ts'
import { tf } from '../../backend/tf.ts'
import { fingerprint } from '../fingerprint.ts'
import { loadModel } from '../loadModel.ts'
import { readNetwork } from '../readNetwork.ts'
import { loadGraph } from './loadGraph.ts'

type Artifacts = ReturnType<GraphDraft['artifacts']>

const numbers = (tensor: unknown): number[] => [...(tensor as tf.Tensor).dataSync()]

/** y = relu(x w) of two numbers, and z = x - 1. */
function small(): Artifacts {
  const graph = draftGraph()
  const x = graph.input([-1, 2])
  const product = graph.node('MatMul', [x, graph.floats([1, 2, 3, 4], [2, 2])], {
    transpose_a: truth(false),
    transpose_b: truth(false),
  })
  const y = graph.node('Relu', [product])
  const z = graph.node('Sub', [x, graph.floats([1], [])])
  const signature = {
    inputs: { pair: { name: `${x}:0` } },
    outputs: { 'y:0': { name: y }, z: { name: `${z}:0` } },
  }
  return { ...graph.artifacts(), signature } as Artifacts
}

/** With something changed in its nodes. */
function changed(artifacts: Artifacts, change: (nodes: Record<string, unknown>[]) => void): Artifacts {
  change(artifacts.modelTopology.node as unknown as Record<string, unknown>[])
  return artifacts
}

describe('a graph model', () => {
  test('has the names of its signature, and computes what tf.loadGraphModel does', async () => {
    const artifacts = small()
    const model = await loadModel(handlerOf(artifacts))
    expect(model.inputs.map(({ sourceLayer, shape }) => [sourceLayer.name, shape])).toEqual([['pair', [null, 2]]])
    expect(model.outputNames).toEqual(['y', 'z'])
    const rows = tf.tensor2d([
      [1, 1],
      [-1, 0.5],
      [0.1, 0.2],
    ])
    const own = (model.predict(rows) as tf.Tensor[]).map(numbers)
    const theirs = await tf.loadGraphModel(handlerOf(artifacts))
    expect(own).toEqual(
      (
        theirs.execute(
          rows,
          ['y:0', 'z'].map((name) => name),
        ) as tf.Tensor[]
      ).map(numbers),
    )
    model.dispose()
  })

  test('has one output where that is asked for, any node', async () => {
    const model = await loadModel(handlerOf(small()), { output: 'z' })
    expect(model.outputNames).toEqual(['z'])
    expect(numbers(model.predict(tf.tensor2d([[3, 4]])))).toEqual([2, 3])
    const inner = await loadModel(handlerOf(small()), { output: 'matmul_2' })
    expect(numbers(inner.predict(tf.tensor2d([[-1, 0]])))).toEqual([-1, -2])
    await expect(loadModel(handlerOf(small()), { output: 'w' })).rejects.toThrow(/no output w, but y, z, and what/)
  })

  test('has gradients', async () => {
    const model = await loadModel(handlerOf(small()), { output: 'y' })
    const slope = tf.grad((x: tf.Tensor) => tf.sum(model.predict(x) as tf.Tensor))
    expect(numbers(slope(tf.tensor2d([[1, 1]])))).toEqual([3, 7])
  })

  test('leaves no tensors behind', async () => {
    const before = tf.memory().numTensors
    const model = await loadModel(handlerOf(small()), { output: 'y' })
    const rows = tf.tensor2d([[1, 2]])
    tf.dispose(model.predict(rows))
    rows.dispose()
    expect(readNetwork(model).opaque).toEqual([])
    model.dispose()
    await expect(loadModel(handlerOf(small()), { output: 'w' })).rejects.toThrow(/no output w/)
    const strided = draftGraph()
    const kernel = strided.floats([1], [1, 1, 1, 1])
    strided.node('Conv2D', [strided.input([1, 2, 2, 1]), kernel], { strides: { list: 'none' } })
    expect(() => loadGraph(strided.artifacts(), 'a graph')).toThrow(/no readable model/)
    expect(tf.memory().numTensors).toBe(before)
  })

  test('is told from others by its numbers', async () => {
    const [one, same, other] = [small(), small(), small()]
    new Float32Array(other.weightData as ArrayBuffer)[0] = 1.5
    const prints = await Promise.all(
      [one, same, other].map(async (artifacts) => fingerprint(await loadModel(handlerOf(artifacts), { output: 'y' }))),
    )
    expect(prints[1]).toBe(prints[0])
    expect(prints[2]).not.toBe(prints[0])
  })

  test('of weights in fewer bits has those that tf.js makes of them', async () => {
    const artifacts = small()
    const [first, ...rest] = artifacts.weightSpecs!
    const coded = Uint8Array.from([0, 1, 2, 3])
    const tail = new Uint8Array(artifacts.weightData as ArrayBuffer).slice(16)
    const quantization = { dtype: 'uint8', scale: 0.5, min: 1 } as const
    const model = await loadModel(
      handlerOf({
        ...artifacts,
        weightSpecs: [{ ...first!, quantization }, ...rest],
        weightData: Uint8Array.from([...coded, ...tail]).buffer,
      }),
      { output: 'y' },
    )
    expect(numbers(model.predict(tf.tensor2d([[1, 1]])))).toEqual([3, 4])
  })
})

describe('the batch', () => {
  /** Rows less the mean over all rows. */
  const centred = (rows: number): Artifacts => {
    const graph = draftGraph()
    const x = graph.input([rows, 2])
    graph.node('Sub', [x, graph.node('Mean', [x, graph.ints([0])], { keep_dims: truth(true) })])
    return graph.artifacts()
  }

  test('that is stated is one case', () => {
    const model = loadGraph(centred(-1), 'a graph', { batch: 2 })
    expect(model.inputs[0]!.shape).toEqual([null, 2, 2])
    const cases = tf.tensor3d([[[1, 2], [3, 4]], [[0, 0], [8, 0]]]) // prettier-ignore
    expect(numbers(model.predict(cases))).toEqual([-1, -1, 1, 1, -4, 0, 4, 0])
    expect(readNetwork(model).opaque).toEqual([])
  })

  test('of one row, which the file states, is one case', () => {
    const model = loadGraph(centred(1), 'a graph')
    expect(numbers(model.predict(tf.tensor2d([[1, 2], [3, 4]])))).toEqual([0, 0, 0, 0]) // prettier-ignore
    expect(() => loadGraph(centred(1), 'a graph', { batch: 2 })).toThrow(/batch: a graph states all sizes/)
  })

  test('whose rows depend on each other is nothing that proofs speak of', () => {
    expect(readNetwork(loadGraph(centred(-1), 'a graph')).opaque[0]).toMatch(
      /graph \(GraphModel\): .*node mean_2 \(Mean\): it takes the rows of a batch together/,
    )
  })

  test('must not vanish', () => {
    const graph = draftGraph()
    graph.node('Sum', [graph.input([-1, 2]), graph.ints([0])], { keep_dims: truth(false) })
    expect(() => loadGraph(graph.artifacts(), 'a graph')).toThrow(
      expect.objectContaining({
        code: 'BATCH_MIXED',
        message: expect.stringContaining('--batch 3') as string,
      }) as Error,
    )
  })

  test('of one row only is computed row by row', () => {
    const graph = draftGraph()
    graph.node('Reshape', [graph.input([-1, 2]), graph.ints([1, 2])])
    const model = loadGraph(graph.artifacts(), 'a graph')
    expect(numbers(model.predict(tf.tensor2d([[1, 2], [3, 4]])))).toEqual([1, 2, 3, 4]) // prettier-ignore
    expect(readNetwork(model).opaque).toEqual([])
  })
})

describe('what stops proofs is told, and searched all the same', () => {
  const reasonOf = (op: string, attr: Parameters<GraphDraft['node']>[2] = {}, more: readonly number[] = []): string => {
    const graph = draftGraph()
    const x = graph.input([-1, 4])
    graph.node(op, more.length > 0 ? [x, graph.floats(more, [])] : [x], attr)
    const model = loadGraph(graph.artifacts(), 'a graph')
    expect((model.predict(tf.ones([2, 4])) as tf.Tensor).shape[0]).toBe(2)
    return readNetwork(model).opaque.join()
  }

  test('an operator', () => {
    expect(reasonOf('Tan')).toBe('graph (GraphModel): Tan (node tan_1)')
    expect(reasonOf('Cast', { DstT: { type: 'DT_INT32' } })).toContain('another type of numbers that are computed')
    expect(reasonOf('AddV2', {}, [Infinity])).toContain('holds numbers that are not finite')
  })

  test('an operator that somebody registered', () => {
    tf.registerOp('Twice', (node) => [tf.mul(node.inputs[0]!, 2)])
    tf.registerOp('Tanh', (node) => [tf.mul(node.inputs[0]!, 3)])
    try {
      expect(reasonOf('Twice')).toContain('Twice (node twice_1)')
      expect(reasonOf('Tanh')).toContain('Tanh (node tanh_1)')
    } finally {
      tf.deregisterOp('Twice')
      tf.deregisterOp('Tanh')
    }
    expect(reasonOf('Tanh')).toBe('')
  })

  test("code of tf.js' executor that somebody altered", () => {
    const { execute } = tf.GraphModel.prototype
    tf.GraphModel.prototype.execute = function (this: tf.GraphModel, ...given) {
      return execute.apply(this, given)
    }
    try {
      expect(reasonOf('Tanh')).toContain('code of tf.js that was altered')
    } finally {
      tf.GraphModel.prototype.execute = execute
    }
  })

  test('whole numbers', () => {
    const graph = draftGraph()
    graph.node('Cast', [graph.input([-1, 2], 'DT_UINT8')], { DstT: { type: 'DT_FLOAT' } })
    const model = loadGraph(graph.artifacts(), 'a graph')
    expect(model.inputs[0]!.dtype).toBe('int32')
    expect(numbers(model.predict(tf.tensor2d([[1, 2]], undefined, 'int32')))).toEqual([1, 2])
    expect(readNetwork(model).opaque.length).toBeGreaterThan(0)
  })
})

describe('a file that is refused', () => {
  const error = (artifacts: tf.io.ModelArtifacts): string => {
    try {
      loadGraph(artifacts, 'a graph').dispose()
      return ''
    } catch (thrown) {
      const { code, message } = thrown as { code: string; message: string }
      return `${code} ${message}`
    }
  }

  test('has no graph', () => {
    expect(error({ format: 'graph-model', modelTopology: {} })).toMatch(/^MODEL_UNREADABLE .* has no nodes/)
    expect(error(changed(small(), (nodes) => nodes.push({ ...nodes[0] })))).toMatch(/two nodes .* called placeholder_0/)
    expect(error(changed(small(), (nodes) => (nodes[2]!['input'] = ['nobody', 'const_1'])))).toMatch(/reads nobody/)
    expect(error(changed(small(), (nodes) => (nodes[3]!['name'] = '__proto__')))).toMatch(/node 3 .* no name/)
    expect(error(changed(small(), (nodes) => (nodes[2]!['input'] = 'x')))).toMatch(/no list of names/)
  })

  test('depends on itself', () => {
    expect(error(changed(small(), (nodes) => (nodes[2]!['input'] = ['relu_3', 'const_1'])))).toMatch(
      /^MODEL_UNREADABLE .* depends on itself/,
    )
  })

  test('has other weights', () => {
    const { weightSpecs, ...rest } = small()
    expect(error({ ...rest, weightSpecs: [] })).toMatch(/^MODEL_UNREADABLE .* \d+ bytes where 0 are needed/)
    expect(error({ ...rest, weightSpecs: [], weightData: new ArrayBuffer(0) })).toMatch(/weight const_\d is missing/)
    const renamed = weightSpecs!.map((spec, i) => (i === 0 ? { ...spec, name: 'relu_3' } : spec))
    expect(error({ ...rest, weightSpecs: renamed })).toMatch(/^MODEL_UNREADABLE .* (missing|name of a node)/)
  })

  test('has operators that tf.js does not have, or cannot compute in one go', () => {
    const unknown = changed(small(), (nodes) => {
      nodes[2]!['op'] = 'Frobnicate'
      nodes[5]!['op'] = 'Frobnicate'
    })
    expect(error(unknown)).toMatch(/^OPERATOR_UNSUPPORTED .* does not have Frobnicate \(node \w+ and 1 more\)/)
    expect(error(changed(small(), (nodes) => (nodes[3]!['op'] = 'Where')))).toMatch(
      /^OPERATOR_UNSUPPORTED .* Where \(node relu_3\) by executeAsync only.* --output NAME/,
    )
  })

  test('leaves a length open, until that is written into it', () => {
    const graph = draftGraph()
    const x = graph.input([-1, -1])
    graph.node('Tanh', [x])
    const artifacts = graph.artifacts()
    expect(error(artifacts)).toMatch(
      /^MODEL_INVALID .* of \[-1, -1\].* shapes: { "placeholder_0": .* model.json: node "placeholder_0"/,
    )
    expect(loadGraph(artifacts, 'a graph', { shapes: { placeholder_0: [5] } }).inputs[0]!.shape).toEqual([null, 5])
    const shape = { shape: { dim: [{ size: '-1' }, { size: '3' }] } }
    const fixed = changed(artifacts, (nodes) => (nodes[0]!['attr'] = { dtype: { type: 'DT_FLOAT' }, shape }))
    expect(loadGraph(fixed, 'a graph').inputs[0]!.shape).toEqual([null, 3])
  })

  test('needs more memory than any model', () => {
    const grown = (op: string, lengths: readonly number[], attr = {}): Artifacts => {
      const graph = draftGraph()
      graph.node(op, [graph.input([1, 4, 4, 1]), graph.ints(lengths)], attr)
      return graph.artifacts()
    }
    expect(error(grown('Tile', [1, 2 ** 20, 2 ** 20, 1]))).toMatch(/^MODEL_UNREADABLE .* more memory than any model/)
    expect(error(grown('ResizeBilinear', [2 ** 20, 2 ** 20]))).toMatch(/more memory than any model/)
    const graph = draftGraph()
    let x = graph.input([1, 2 ** 20])
    for (let i = 0; i < 12; i++) x = graph.node('ConcatV2', [x, x, graph.ints([1], [])], { N: whole(2) })
    expect(error(graph.artifacts())).toMatch(/^MODEL_UNREADABLE .* more memory than any model/)
    expect(error(draftOf([1, 2 ** 40]))).toMatch(/^MODEL_UNREADABLE .* numbers, and 1 to \d+ may be read/)
  })

  test('has attributes that mean nothing', () => {
    const graph = draftGraph()
    const kernel = graph.floats([1], [1, 1, 1, 1])
    const attr = { strides: wholes([1, 0, 0, 1]), padding: text('VALID'), dilations: wholes([1, 1, 1, 1]) }
    graph.node('Conv2D', [graph.input([1, 2, 2, 1]), kernel], attr)
    expect(error(graph.artifacts())).toMatch(/^MODEL_UNREADABLE/)
    expect(error(changed(small(), (nodes) => (nodes[2]!['attr'] = { transpose_a: 7 })))).toMatch(
      /^(MODEL_UNREADABLE|$)/,
    )
    expect(error(changed(small(), (nodes) => (nodes[0]!['attr'] = { dtype: float(1) })))).toMatch(/has no numbers/)
  })

  function draftOf(shape: readonly number[]): Artifacts {
    const graph = draftGraph()
    graph.node('Tanh', [graph.input(shape)])
    return graph.artifacts()
  }
})
