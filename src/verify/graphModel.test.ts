import { beforeEach, describe, expect, test } from 'vitest'
import { startOrSkip } from '../../test/backend/startOrSkip.ts'
import {
  draftGraph,
  float,
  type GraphDraft,
  text,
  texts,
  truth,
  whole,
  wholes,
} from '../../test/network/graphModel/graphDraft.ts'
import { tfjsBackends } from '../backend/name.ts'
import type { tf } from '../backend/tf.ts'
import { above, always, box, claim, type Quantifier, within } from '../claim/index.ts'
import { loadGraph } from '../network/graphModel/loadGraph.ts'
import { verify } from '../verify.ts'

const load = (graph: GraphDraft): tf.LayersModel => loadGraph(graph.artifacts(), 'a graph')

/** A convolution with a bound, batch normalization, a mean and a sigmoid over a 3 x 3 image. */
function small(): tf.LayersModel {
  const graph = draftGraph()
  const x = graph.input([-1, 3, 3, 1])
  const kernel = graph.floats([0.5, -0.25, 1, 0.75, -1, 0.125, 0.25, 0.5], [2, 2, 1, 2])
  const convolved = graph.node('_FusedConv2D', [x, kernel, graph.floats([0.1, -0.2])], {
    strides: wholes([1, 1, 1, 1]),
    padding: text('VALID'),
    dilations: wholes([1, 1, 1, 1]),
    num_args: whole(1),
    fused_ops: texts(['BiasAdd', 'Relu6']),
  })
  const statistics = [[1, 2], [0, 0.5], [0.25, 0], [1, 0.5]].map((values) => graph.floats(values)) // prettier-ignore
  const normal = graph.node('FusedBatchNormV3', [convolved, ...statistics], { epsilon: float(0.001) })
  const mean = graph.node('Mean', [normal, graph.ints([1, 2])], { keep_dims: truth(false) })
  const product = graph.node('MatMul', [mean, graph.floats([1, -0.5], [2, 1])], {})
  graph.node('Sigmoid', [product])
  return load(graph)
}

describe.for(tfjsBackends)('a graph model on %s', (backend) => {
  beforeEach(({ skip }) => startOrSkip(backend, skip))

  const decide = (model: tf.LayersModel, holds: Quantifier): ReturnType<typeof verify> => {
    const inputs = box(model.inputs[0]!.shape.slice(1) as number[], -1, 1)
    return verify(claim('a claim', model, { inputs, holds }), { corpus: false, seed: 1, seconds: 60 })
  }

  test('is proved where bounds show it, and refuted where an input does', async () => {
    const proved = await decide(small(), always(within(0.1, 0.99)))
    expect(proved).toMatchObject({ status: 'proved', backend })
    const [lo, hi] = proved.certified
    expect([lo <= proved.observed[0], proved.observed[1] <= hi]).toEqual([true, true])
    const refuted = await decide(small(), always(above(0.6)))
    expect(refuted).toMatchObject({ status: 'refuted', backend, counterexample: { minimal: true } })
  })

  test('is searched along gradients where it cannot be read', async () => {
    const graph = draftGraph()
    const x = graph.input([-1, 16])
    const waves = graph.node('Tan', [graph.node('Sin', [graph.node('Mul', [x, graph.floats([3], [])])])])
    graph.node('Sum', [waves, graph.ints([1])], { keep_dims: truth(true) })
    // At most 16 tan(1), where no number is at an end of its range.
    const verdict = await decide(load(graph), always(within(-24, 24)))
    expect(verdict).toMatchObject({ status: 'refuted', by: 'gradient', certified: [-Infinity, Infinity] })
  })

  test('whose rows depend on each other is an error', async () => {
    const graph = draftGraph()
    const x = graph.input([-1, 2])
    graph.node('Sub', [x, graph.node('Mean', [x, graph.ints([0])], { keep_dims: truth(true) })])
    await expect(decide(load(graph), always(within(-3, 3)))).rejects.toMatchObject({ code: 'ROWS_DEPENDENT' })
  })
})
