import { expect, test } from 'vitest'
import { evaluate } from '../../../evaluate.ts'
import { integer, noise, pick, uniform } from '../../../../../test/network/random.ts'
import { FEATURES, randomTrees } from '../../../../../test/network/onnx/randomTrees.ts'
import { openOrt } from '../../../../../test/network/onnx/runOnnx.ts'
import { big, node, read } from '../../../../../test/network/onnx/smallOnnx.ts'
import { type AttributeDraft, type NodeDraft, writeOnnx } from '../../../../../test/network/onnx/writeOnnx.ts'
import { readOnnx } from '../../readOnnx.ts'

type Attributes = Record<string, AttributeDraft>

async function checkSame(random: () => number, ensemble: NodeDraft, labels: boolean): Promise<void> {
  const bytes = writeOnnx({
    opset: 18,
    domains: { 'ai.onnx.ml': 3 },
    nodes: [{ ...ensemble, domain: 'ai.onnx.ml' }],
    initializers: [],
    inputs: [{ name: 'x', shape: ['N', FEATURES] }],
    outputs: labels ? ['l', 'y'] : ['y'],
    outputTypes: { l: 'int64' },
  })
  const { network } = readOnnx(bytes)
  const session = await openOrt(bytes)
  for (let row = 0; row < 8; row++) {
    const data = Float32Array.from({ length: FEATURES }, () => noise(random, 1))
    const truth = (await session.run({ x: { dims: [1, FEATURES], data } })).flatMap((one) => one.data)
    for (const [i, y] of evaluate(network, [data]).entries())
      expect(Math.abs(y - truth[i]!), `${String(y)} for ${truth[i]!}`).toBeLessThan(1e-5)
  }
  await session.close()
}

test('trees give what ONNX Runtime says', async () => {
  const random = uniform(11)
  for (let k = 0; k < 40; k++) {
    const targets = integer(random, 1, 2)
    const trees = randomTrees(random, 'target', [...Array(targets).keys()], () => noise(random, 1))
    const base = Array.from({ length: targets }, () => Math.fround(noise(random, 1)))
    const transform = targets === 1 ? 'NONE' : pick(random, ['NONE', 'LOGISTIC'])
    const aggregate = pick(random, ['SUM', 'AVERAGE', 'MIN', 'MAX'])
    const attributes = {
      ...trees,
      n_targets: BigInt(targets),
      post_transform: transform,
      aggregate_function: aggregate,
      ...(random() < 0.5 && { base_values: base }),
    }
    await checkSame(random, node('TreeEnsembleRegressor', 'x', attributes), false)
  }
})

test('so do classifiers, labels and all', async () => {
  const random = uniform(12)
  for (let k = 0; k < 60; k++) {
    const count = integer(random, 2, 3)
    // Two classes may have one score, and else no label that is the larger score's.
    const isOne = count === 2 && random() < 0.7
    const classes = isOne ? [0] : [...Array(count).keys()]
    const isShare = random() < 0.5
    const trees = randomTrees(random, 'class', classes, () => (isShare ? random() / 4 : noise(random, 1)))
    const transform = pick(random, count === 2 ? ['NONE', 'LOGISTIC'] : ['NONE', 'LOGISTIC', 'SOFTMAX'])
    const labels = big(...[4, 7, 9].slice(0, count))
    const attributes = { ...trees, classlabels_int64s: labels, post_transform: transform }
    await checkSame(random, node('TreeEnsembleClassifier', 'x', attributes, 'l y'), isOne || count > 2)
  }
})

test.for<[string, Attributes, RegExp]>([
  ['a set that is asked for', { nodes_modes: ['BRANCH_MEMBER', 'LEAF', 'LEAF'] }, /another kind than comparisons/],
  ['a node that there is not', { nodes_truenodeids: big(9, 0, 0) }, /nodes that make up trees/],
  ['a circle', { nodes_truenodeids: big(0, 0, 0) }, /./],
  ['lists of several lengths', { nodes_values: [0] }, /lists of 3 nodes/],
  ['weights of no node', { target_nodeids: big(1, 5) }, /weights of nodes/],
  ['a least of trees, one of them a leaf', { aggregate_function: 'MEDIAN' }, /MEDIAN/],
])('%s is refused', ([, changed, message]) => {
  const stump = {
    nodes_treeids: big(0, 0, 0),
    nodes_nodeids: big(0, 1, 2),
    nodes_featureids: big(0, 0, 0),
    nodes_modes: ['BRANCH_LEQ', 'LEAF', 'LEAF'],
    nodes_values: [0.5, 0, 0],
    nodes_truenodeids: big(1, 0, 0),
    nodes_falsenodeids: big(2, 0, 0),
    target_treeids: big(0, 0),
    target_nodeids: big(1, 2),
    target_ids: big(0, 0),
    target_weights: [1, 2],
    n_targets: 1n,
  }
  const tree = (attributes: Attributes): NodeDraft => ({ ...node('TreeEnsembleRegressor', 'x', attributes), domain: 'ai.onnx.ml' }) // prettier-ignore
  expect(() => read([1, 2], [tree(stump)])).not.toThrow()
  expect(() => read([1, 2], [tree({ ...stump, ...changed })])).toThrow(message)
})
