import { expect, test } from 'vitest'
import { noise, uniform } from '../../../../../test/network/random.ts'
import { checkSame } from '../../../../../test/network/onnx/checkSame.ts'
import { floats, node, read } from '../../../../../test/network/onnx/smallOnnx.ts'
import type { NodeDraft, OnnxDraft, TensorDraft } from '../../../../../test/network/onnx/writeOnnx.ts'

const own = (...of: Parameters<typeof node>): NodeDraft => ({ ...node(...of), domain: 'com.microsoft' })
const input = (name: string, ...shape: number[]) => ({ name, shape: ['N', ...shape] })
const random = uniform(21)
const weights = (name: string, ...dims: number[]): TensorDraft =>
  floats(
    name,
    Array.from({ length: dims.reduce((a, b) => a * b, 1) }, () => noise(random, 0.7)),
    dims,
  )
const positions = floats('p', [0, 1, 2], [1, 3], { type: 'int64' })

test.for<[string, NodeDraft, TensorDraft[], OnnxDraft['inputs'], number?]>([
  ['MultiHeadAttention', own('MultiHeadAttention', 'q k v', { num_heads: 2n }), [], [input('q', 3, 4), input('k', 5, 4), input('v', 5, 6)]],
  ['a causal one with a bias', own('MultiHeadAttention', 'q k v b', { num_heads: 2n, unidirectional: 1n }), [weights('b', 12)], [input('q', 3, 4), input('k', 3, 4), input('v', 3, 4)]],
  ['one with what is added', own('MultiHeadAttention', 'q k v   a', { num_heads: 2n, scale: 0.3 }), [weights('a', 1, 2, 3, 5)], [input('q', 3, 4), input('k', 5, 4), input('v', 5, 4)]],
  ['Attention', own('Attention', 'x w b', { num_heads: 2n }), [weights('w', 4, 12), weights('b', 12)], [input('x', 3, 4)]],
  ['a causal one', own('Attention', 'x w b', { num_heads: 2n, unidirectional: 1n }), [weights('w', 4, 12), weights('b', 12)], [input('x', 3, 4)]],
  ['SkipLayerNormalization', own('SkipLayerNormalization', 'x z g b c', { epsilon: 0.2 }), [weights('g', 4), weights('b', 4), weights('c', 4)], [input('x', 3, 4), input('z', 3, 4)]],
  ['SkipSimplifiedLayerNormalization', own('SkipSimplifiedLayerNormalization', 'x z g', { epsilon: 0.2 }), [weights('g', 4)], [input('x', 3, 4), input('z', 3, 4)]],
  ['SimplifiedLayerNormalization', node('SimplifiedLayerNormalization', 'x g', { epsilon: 0.2 }), [weights('g', 4)], [input('x', 3, 4)]],
  ['FastGelu', own('FastGelu', 'x b'), [weights('b', 4)], [input('x', 3, 4)]],
  ['BiasGelu', own('BiasGelu', 'x b'), [weights('b', 4)], [input('x', 3, 4)]],
  ['Gelu', own('Gelu', 'x'), [], [input('x', 3, 4)]],
  ['QuickGelu', own('QuickGelu', 'x', { alpha: 1.5 }), [], [input('x', 3, 4)]],
  ['FusedMatMul', own('FusedMatMul', 'x w', { transB: 1n, alpha: 0.5 }), [weights('w', 3, 4)], [input('x', 3, 4)]],
  ['FusedConv', own('FusedConv', 'x w b', { activation: 'Relu' }), [weights('w', 2, 2, 3, 3), weights('b', 2)], [input('x', 2, 4, 4)]],
  ['FusedGemm', own('FusedGemm', 'x w b', { activation: 'Relu', transB: 1n }), [weights('w', 3, 4), weights('b', 3)], [input('x', 4)]],
  ['turned by angles', own('RotaryEmbedding', 'x p c s'), [positions, weights('c', 3, 2), weights('s', 3, 2)], [input('x', 2, 3, 4)]],
  ['RotaryEmbedding', node('RotaryEmbedding', 'x c s p', { interleaved: 1n, num_heads: 2n }), [positions, weights('c', 3, 1), weights('s', 3, 1)], [input('x', 3, 4)], 23],
  ['a normalization with its mean and deviation', node('LayerNormalization', 'x g', { epsilon: 0.2 }, 'y m d'), [weights('g', 4)], [input('x', 3, 4)], 17],
])('%s is what ONNX Runtime computes', async ([, one, initializers, inputs, opset = 18]) => {
  const outputs = one.outputs
  const draft = { opset, domains: { 'com.microsoft': 1 }, nodes: [one], initializers, inputs, outputs }
  await checkSame(draft, random)
}) // prettier-ignore

test.for<[string, NodeDraft, RegExp]>([
  ['keys that are padded', own('MultiHeadAttention', 'x x x b m', { num_heads: 1n }), /padded or past/],
  ['a mask of attention', own('Attention', 'x x b m', { num_heads: 1n }), /a mask/],
  ['a function that is fused', own('FusedGemm', 'x x', { activation: 'Selu' }), /fused Selu/],
  ['batches that are turned', own('FusedMatMul', 'x x', { transBatchA: 1n }), /turned/],
])('%s is refused', ([, one, message]) => {
  const inputs = ['x', 'b', 'm'].map((name) => ({ name, shape: [1, 3, 3] }))
  expect(() => read([], [one], [floats('z', [1])], { inputs })).toThrow(message)
})
