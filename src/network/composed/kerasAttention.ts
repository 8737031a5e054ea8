import { int, ints } from '../onnx/operators/composed/attributes.ts'
import type { Known } from '../onnx/reading/known.ts'
import type { LayerCalls } from './compose.ts'
import { type ComposeKeras, weightIn } from './kerasCompose.ts'
import { heads } from './kerasHeads.ts'

const isSteps = ({ tensor }: Known): boolean => tensor.shape.length === 3

const attended = ({ run }: LayerCalls, scores: Known, value: Known): Known =>
  run('MatMul', [run('Softmax', [scores], int('axis', -1)), value])

const attention: ComposeKeras = (use, [query, value, key = value]) => {
  const { run } = use.calls
  const isScaled = use.settings['useScale'] === true
  const scale = isScaled ? weightIn(use, 'scale', []) : undefined
  if (![query!, value!, key!].every(isSteps) || (scale !== undefined) !== isScaled) return undefined
  const scores = run('MatMul', [query, run('Transpose', [key], ints('perm', [0, 2, 1]))])
  return attended(use.calls, scale === undefined ? scores : run('Mul', [scores, scale]), value!)
}

const additiveAttention: ComposeKeras = (use, [query, value, key = value]) => {
  const { run, known } = use.calls
  const isScaled = use.settings['useScale'] !== false
  const scale = isScaled ? weightIn(use, 'scale', [query!.tensor.shape.at(-1)!]) : undefined
  if (![query!, value!, key!].every(isSteps) || (scale !== undefined) !== isScaled) return undefined
  const beside = (x: Known, axis: number): Known => run('Unsqueeze', [x, known([axis], 'int64')])
  const bent = run('tanh', [run('Add', [beside(query!, 2), beside(key!, 1)])])
  const terms = scale === undefined ? bent : run('Mul', [bent, scale])
  const scores = run('ReduceSum', [terms, known([3], 'int64')], int('keepdims', 0))
  return attended(use.calls, scores, value!)
}

export const attentionLayers: Readonly<Record<string, ComposeKeras>> = {
  AdditiveAttention: additiveAttention,
  Attention: attention,
  GroupQueryAttention: heads,
  MultiHeadAttention: heads,
}
