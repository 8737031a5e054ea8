import { floatOf, intOf, intsOf, type Node, refuse, textOf, wrong } from '../../node.ts'
import type { Known } from '../../reading/known.ts'
import { range } from '../../tensors.ts'
import { type Compose, innerAxes, noAxes, type Operators, type Others } from '../operator.ts'
import { apart, attended, beside, type Heads, scoresOf, seen } from './attention.ts'
import { int, ints } from './attributes.ts'
import { layerNormalized, rmsNormalized } from './normalizations.ts'

/*
 * Operators of `com.microsoft`, which ONNX Runtime's optimizers put in the place of several of the standard.
 */

/** Heads that attend to each other, as rows of [batch, length, heads size]; `added` to their scores. */
function multiHead(node: Node, others: Others, heads: Heads, added: Known | undefined): Known {
  const [queries, keys] = [heads.q, heads.k].map(({ tensor }) => tensor.shape[2]!) as [number, number]
  const scale = floatOf(node, 'scale', 0) || 1 / Math.sqrt(heads.q.tensor.shape[3]!)
  const products = scoresOf(others, heads, scale)
  const scores = added === undefined ? products : others.run('Add', [products, added])
  const isCausal = intOf(node, 'unidirectional', 0) !== 0
  const bias = seen(queries, keys, (query, key) => !isCausal || key <= query + keys - queries)
  return beside(others, attended(node, others, scores, heads.v, bias, false).y)
}

const multiHeadAttention: Compose = (node, others) => {
  const [q, k, v, bias, padding, added, ...past] = others.inputs
  if (k?.tensor.shape.length !== 3 || v?.tensor.shape.length !== 3 || padding !== undefined || past.some((one) => one))
    throw refuse(node, 'keys that are packed, padded or past', 'Export the model without.')
  const count = intOf(node, 'num_heads', 0)
  const widths = [q!, k, v].map(({ tensor }) => tensor.shape[2]!)
  const each = [q!, k, v].map((one, i) => {
    if (bias === undefined) return apart(others, one, count)
    const from = widths.slice(0, i).reduce((sum, width) => sum + width, 0)
    const own = others.run('Gather', [
      bias,
      others.known(
        [...range(widths[i]!)].map((at) => from + at),
        'int64',
      ),
    ])
    return apart(others, others.run('Add', [one, own]), count)
  }) as [Known, Known, Known]
  return [multiHead(node, others, { q: each[0], k: each[1], v: each[2] }, added), each[1], each[2]]
}

/** With one product for queries, keys and values. */
const packedAttention: Compose = (node, others) => {
  const { inputs, run } = others
  const [x, weights, bias, mask, past, added] = inputs
  if (mask !== undefined || past !== undefined || node.wanted[1] === true)
    throw refuse(node, 'a mask, or keys that are past', 'Export the model without.')
  const all = run('MatMul', [x, weights])
  const moved = bias === undefined ? all : run('Add', [all, bias])
  const width = weights!.tensor.shape[1]! / 3
  const sizes = intsOf(node, 'qkv_hidden_sizes') ?? [width, width, width]
  const parts = sizes.map((size, i) => {
    const from = sizes.slice(0, i).reduce((sum, one) => sum + one, 0)
    const own = others.known([...range(size)].map((at) => from + at), 'int64') // prettier-ignore
    return apart(others, run('Gather', [moved, own], int('axis', 2)), intOf(node, 'num_heads', 0))
  }) as [Known, Known, Known]
  return [multiHead(node, others, { q: parts[0], k: parts[1], v: parts[2] }, added)]
}

/** What is normalized is a sum, which may be asked for, too. */
const skipped =
  (normalize: typeof layerNormalized): Compose =>
  (node, others) => {
    const isSimple = normalize === rmsNormalized
    const [x, skip, scale, ...rest] = others.inputs
    const [beta, bias] = isSimple ? [undefined, rest[0]] : rest
    const sum = others.run('Add', [x, skip])
    const all = bias === undefined ? sum : others.run('Add', [sum, bias])
    if (node.wanted[1] === true || node.wanted[2] === true)
      throw refuse(node, 'the mean or deviation of a normalization as an output', 'Leave it out.')
    const normal = normalize(node, others, [all, scale, beta], Math.fround(1e-12))[0]!
    return [normal, all, all, all]
  }

const plusBias = ({ run, inputs: [x, bias] }: Others): Known => (bias === undefined ? x! : run('Add', [x, bias]))

const quickGelu: Compose = (node, { inputs: [x], run, known }) => {
  const share = run('Sigmoid', [run('Mul', [x, known(floatOf(node, 'alpha', Math.fround(1.702)))])])
  return [run('Mul', [x, share])]
}

const fusedMatMul: Compose = (node, { inputs: [a, b], run, known }) => {
  if (intOf(node, 'transBatchA', 0) !== 0 || intOf(node, 'transBatchB', 0) !== 0)
    throw refuse(node, 'batches that are turned', 'Export the model without.')
  const [left, right] = [['transA', a!] as const, ['transB', b!] as const].map(([name, x]) => {
    const rank = x.tensor.shape.length
    if (intOf(node, name, 0) === 0 || rank < 2) return x
    return run('Transpose', [x], ints('perm', [...range(rank - 2), rank - 1, rank - 2]))
  })
  const product = run('MatMul', [left, right])
  const alpha = floatOf(node, 'alpha', 1)
  return [alpha === 1 ? product : run('Mul', [product, known(alpha)])]
}

/** A convolution or product with a function behind it. */
const fused =
  (type: string): Compose =>
  (node, { inputs, run }) => {
    const activation = textOf(node, 'activation', '')
    if (!['Relu', 'Sigmoid', 'Tanh', 'LeakyRelu', ''].includes(activation) || inputs.length > 3)
      throw refuse(node, `a fused ${activation}, or more inputs`, 'Export the model unfused.')
    const result = run(type, inputs, Object.fromEntries(node.attributes))
    const [alpha] = node.attributes.get('activation_params')?.floats ?? []
    if (activation === 'LeakyRelu' && type === 'Gemm') throw wrong(node, 'a known function', 'activation', activation)
    return [activation === '' ? result : run(activation, [result], alpha === undefined ? {} : { alpha: { float: alpha } })] // prettier-ignore
  }

const own: Operators = {
  Attention: { compose: packedAttention, fixed: innerAxes },
  BiasGelu: { compose: (_node, others) => [others.run('gelu', [plusBias(others)])], fixed: noAxes },
  FastGelu: { compose: (_node, others) => [others.run('geluTanh', [plusBias(others)])], fixed: noAxes },
  FusedConv: { compose: fused('Conv'), fixed: noAxes },
  FusedGemm: { compose: fused('Gemm'), fixed: noAxes },
  FusedMatMul: { compose: fusedMatMul, fixed: noAxes, takesSeveral: true },
  Gelu: { compose: (_node, others) => [others.run('gelu', others.inputs)], fixed: noAxes },
  MultiHeadAttention: { compose: multiHeadAttention, fixed: innerAxes, takesSeveral: true },
  QuickGelu: { compose: quickGelu, fixed: noAxes },
  SkipLayerNormalization: { compose: skipped(layerNormalized), fixed: noAxes, takesSeveral: true },
  SkipSimplifiedLayerNormalization: { compose: skipped(rmsNormalized), fixed: noAxes, takesSeveral: true },
}

export const contributed: Operators = Object.fromEntries(
  Object.entries(own).map(([name, operator]) => [`com.microsoft.${name}`, operator]),
)
