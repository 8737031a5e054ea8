import { join } from 'node:path'
import { tf } from '../../src/backend/tf.ts'
import { fingerprint } from '../../src/network/fingerprint.ts'
import { loadModel } from '../../src/network/loadModel.ts'
import type { Network } from '../../src/network/network.ts'
import { readNetwork } from '../../src/network/readNetwork.ts'
import { intervalBounds } from '../../src/proof/intervalBounds.ts'
import {
  draftGraph,
  float,
  type GraphDraft,
  text,
  texts,
  truth,
  whole,
  wholes,
} from '../network/graphModel/graphDraft.ts'
import { noise, uniform } from '../network/random.ts'
import type { Draft } from './draft.ts'
import type { Kind } from './kind.ts'
import { modelFiles } from './modelFiles.ts'

/** A graph as its files hold it. */
function draftOf(graph: GraphDraft, more: object = {}): Draft {
  const { weightSpecs, weightData, ...rest } = graph.artifacts()
  const weights = Buffer.from(weightData as ArrayBuffer)
  return {
    json: { ...rest, ...more, weightsManifest: [{ paths: ['weights.bin'], weights: weightSpecs }] },
    weights,
  }
}

const random = uniform(77)
const some = (count: number): number[] => Array.from({ length: count }, () => noise(random, 1))

/** A small network over images, as converters write them. */
function image(): Draft {
  const graph = draftGraph()
  const x = graph.input([-1, 6, 5, 2])
  const windows = { strides: wholes([1, 2, 1, 1]), padding: text('SAME'), data_format: text('NHWC') }
  const dilations = { dilations: wholes([1, 1, 1, 1]) }
  const kernel = graph.floats(some(36), [3, 3, 2, 2])
  const first = graph.node('_FusedConv2D', [x, kernel, graph.floats(some(2))], {
    ...windows,
    ...dilations,
    num_args: whole(1),
    fused_ops: texts(['BiasAdd', 'Relu6']),
  })
  const statistics = [some(2), some(2), some(2), [0.5, 1.5]].map((values) => graph.floats(values))
  const normal = graph.node('FusedBatchNormV3', [first, ...statistics], { epsilon: float(0.001) })
  const pooled = graph.node('MaxPool', [graph.node('Pad', [normal, graph.ints([0, 0, 1, 0, 0, 1, 0, 0], [4, 2])])], {
    ...windows,
    ksize: wholes([1, 2, 2, 1]),
  })
  const larger = graph.node('ResizeBilinear', [pooled, graph.ints([4, 12])], { half_pixel_centers: truth(true) })
  const mean = graph.node('Mean', [larger, graph.ints([1, 2])], { keep_dims: truth(false) })
  const product = graph.node('MatMul', [mean, graph.floats(some(6), [2, 3])], {})
  graph.node('Softmax', [product])
  return draftOf(graph, { signature: { inputs: { image: { name: `${x}:0` } } } })
}

/** Nodes that move numbers, by numbers that the file holds. */
function moves(): Draft {
  const graph = draftGraph()
  const x = graph.input([-1, 4])
  const lengths = graph.node('Shape', [x])
  const first = graph.node('StridedSlice', [lengths, graph.ints([0]), graph.ints([1]), graph.ints([1])], {
    shrink_axis_mask: whole(1),
  })
  const wide = graph.node('Reshape', [x, graph.node('Pack', [first, graph.ints([2], []), graph.ints([2], [])], {})])
  const turned = graph.node('Transpose', [graph.node('Tile', [wide, graph.ints([1, 2, 1])]), graph.ints([0, 2, 1])])
  const joined = graph.node('ConcatV2', [turned, turned, graph.ints([-1], [])], { N: whole(2) })
  const taken = graph.node('GatherV2', [joined, graph.ints([3, 0]), graph.ints([1], [])].with(1, graph.ints([1, 0])))
  const parts = graph.node('Unpack', [taken], { axis: whole(1), num: whole(2) })
  graph.node('AddN', [`${parts}:1`, parts])
  graph.node('ClipByValue', [
    graph.node('RealDiv', [x, graph.floats([3])]),
    graph.floats([-1], []),
    graph.floats([1], []),
  ])
  return draftOf(graph)
}

/** What is computed of constants. */
function constants(): Draft {
  const graph = draftGraph()
  const x = graph.input([-1, 3])
  const variance = graph.node('AddV2', [graph.floats([0.5, 1, 4]), graph.floats([0.001], [])])
  const scale = graph.node('Mul', [graph.node('Rsqrt', [variance]), graph.floats([1, -2, 0.3])])
  const parts = graph.node('SplitV', [graph.floats(some(6)), graph.ints([3, 3]), graph.ints([0], [])], {
    num_split: whole(2),
  })
  graph.node('AddV2', [graph.node('Mul', [x, scale]), `${parts}:1`])
  return draftOf(graph)
}

/** What somebody thought of. */
const crafted: Readonly<Record<string, () => Draft>> = {
  'as it should be': image,
  'moves as they should be': moves,
  'constants as they should be': constants,
  'a graph of nothing': () => ({
    json: { format: 'graph-model', modelTopology: { node: [] }, weightsManifest: [] },
    weights: Buffer.alloc(0),
  }),
  'a node that depends on itself': () => {
    const graph = draftGraph()
    graph.input([-1, 2])
    graph.node('Tanh', ['tanh_1'])
    return draftOf(graph)
  },
  'a loop of ten thousand nodes': () => {
    const graph = draftGraph()
    graph.input([-1, 2])
    for (let i = 0; i < 10_000; i++) graph.node('Tanh', [`tanh_${i === 0 ? 10_000 : i}`])
    return draftOf(graph, { signature: { outputs: { y: { name: 'tanh_5' } } } })
  },
  'a chain of five thousand nodes': () => {
    const graph = draftGraph()
    let x = graph.input([-1, 2])
    for (let i = 0; i < 5000; i++) x = graph.node('Neg', [x])
    return draftOf(graph)
  },
  'tensors that double thirty times': () => {
    const graph = draftGraph()
    let x = graph.input([-1, 4])
    for (let i = 0; i < 30; i++) x = graph.node('ConcatV2', [x, x, graph.ints([1], [])], { N: whole(2) })
    return draftOf(graph)
  },
  'a product of two long vectors': () => {
    const graph = draftGraph()
    const x = graph.input([1, 2 ** 20])
    graph.node('MatMul', [graph.node('Reshape', [x, graph.ints([2 ** 20, 1])]), x], {})
    return draftOf(graph)
  },
  'an input of 2^40 numbers': () => {
    const graph = draftGraph()
    graph.node('Tanh', [graph.input([-1, 2 ** 20, 2 ** 20])])
    return draftOf(graph)
  },
  'an input without a shape': () => {
    const graph = draftGraph()
    graph.node('Tanh', [graph.input([-1, -1])])
    return draftOf(graph)
  },
  'weights of texts': () => ({
    ...image(),
    json: {
      ...image().json,
      weightsManifest: [{ paths: ['weights.bin'], weights: [{ name: 'const_1', shape: [1], dtype: 'string' }] }],
    },
  }),
  'another node of the name of a weight': () => {
    const { json, weights } = image()
    json.weightsManifest[0].weights[0].name = 'softmax_16'
    return { json, weights }
  },
  'a loop that runs': () => {
    const graph = draftGraph()
    const x = graph.input([-1, 2])
    graph.node('Exit', [graph.node('Merge', [graph.node('Enter', [x], { frame_name: text('f') }), 'nextiteration_4'])])
    graph.node('NextIteration', ['merge_2'])
    return draftOf(graph)
  },
}

/** Does the network compute what the model does? @throws Error */
function checkRow(model: tf.LayersModel, network: Network): void {
  const draw = uniform(network.operations.length)
  const rows = network.inputs.map(({ size }) => Float32Array.from({ length: size }, () => noise(draw, 1)))
  const computed = tf.tidy(() => {
    const given = rows.map((row, i) => tf.tensor(row, [1, ...(model.inputs[i]!.shape.slice(1) as number[])]))
    return (model.predict(given) as tf.Tensor).dataSync().slice() as Float32Array
  })
  const { lo, hi, nan } = intervalBounds(
    network,
    { boxes: rows.map((row) => ({ lo: row, hi: row })), phases: [] },
    'cpu',
  )
  for (const [i, value] of computed.entries())
    if (!(Number.isNaN(value) ? nan : lo[i]! <= value && value <= hi[i]!))
      throw new Error(`output ${i} is ${value}, outside of [${lo[i]}, ${hi[i]}]`)
}

/** Graph models of tf.js. */
export function graphFiles(): Kind {
  return {
    ...modelFiles({ crafted, samples: [image, moves, constants], shares: { weights: 0.2, bytes: 0.1 } }),
    async read(folder) {
      const before = tf.memory().numTensors
      const check = (): void => {
        const left = tf.memory().numTensors - before
        if (left > 0) throw new Error(`${left} tensors are left behind`)
      }
      const model = await loadModel(join(folder, 'model.json')).catch((error: unknown) => {
        check()
        throw error
      })
      let outcome = 'several outputs'
      try {
        fingerprint(model)
        if (model.outputs.length === 1) {
          const network = readNetwork(model)
          outcome = network.opaque.length > 0 ? 'opaque' : 'valid'
          if (outcome === 'valid') checkRow(model, network)
        }
      } finally {
        model.dispose()
      }
      check()
      return outcome
    },
  }
}
