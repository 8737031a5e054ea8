import { axesIn, groupsIn, lastly, LEAST_SQUARE, numberIn } from '../../model/keras/layers/normalizations.ts'
import { int, ints } from '../onnx/operators/composed/attributes.ts'
import type { Known } from '../onnx/reading/known.ts'
import type { LayerCalls } from './compose.ts'
import { type ComposeKeras, weightIn } from './kerasCompose.ts'

/** sqrt(x + epsilon) */
const rootOf = ({ run, known }: LayerCalls, x: Known, epsilon: number): Known =>
  run('Sqrt', [run('Add', [x, known(Math.fround(epsilon))])])

const groupNormalization: ComposeKeras = (use, [x]) => {
  const { settings, calls } = use
  const { run, known } = calls
  const { shape } = x!.tensor
  const channels = shape.at(-1)!
  const groups = groupsIn(settings, channels)
  const [gamma, beta] = ['gamma', 'beta'].map((name) => weightIn(use, name, [channels]))
  const [hasGamma, hasBeta] = ['scale', 'center'].map((name) => settings[name] !== false)
  if ((gamma !== undefined) !== hasGamma || (beta !== undefined) !== hasBeta) return undefined
  const axes = known([1, 3], 'int64')
  const grouped = run('Reshape', [x, known([1, -1, groups, channels / groups], 'int64')])
  const centred = run('Sub', [grouped, run('ReduceMean', [grouped, axes])])
  const variance = run('ReduceMean', [run('Mul', [centred, centred]), axes])
  const quotient = run('Div', [centred, rootOf(calls, variance, numberIn(settings, 'epsilon', 1e-3))])
  const normal = run('Reshape', [quotient, known([...shape], 'int64')])
  const scaled = gamma === undefined ? normal : run('Mul', [normal, gamma])
  return beta === undefined ? scaled : run('Add', [scaled, beta])
}

const unitNormalization: ComposeKeras = ({ settings, calls: { run, known } }, [x]) => {
  const axes = known(axesIn(settings, x!.tensor.shape.length), 'int64')
  const sum = run('ReduceSum', [run('Mul', [x, x]), axes], int('keepdims', 1))
  return run('Div', [x, run('Sqrt', [run('Max', [sum, known(Math.fround(LEAST_SQUARE))])])])
}

const rmsNormalization: ComposeKeras = (use, [x]) => {
  const { settings, calls } = use
  const { run, known } = calls
  const { shape } = x!.tensor
  const scale = weightIn(use, 'scale', [shape.at(-1)!])
  if (scale === undefined) return undefined
  const mean = run('ReduceMean', [run('Mul', [x, x]), known([shape.length - 1], 'int64')])
  return run('Mul', [run('Div', [x, rootOf(calls, mean, numberIn(settings, 'epsilon', 1e-6))]), scale])
}

const softmax: ComposeKeras = ({ settings, calls: { run, known } }, [x]) => {
  const { shape } = x!.tensor
  const over = axesIn(settings, shape.length)
  const { order, back } = lastly(shape.length, over)
  const turned = run('Transpose', [x], ints('perm', order))
  const kept = turned.tensor.shape.slice(0, shape.length - over.length)
  const shares = run('Softmax', [run('Reshape', [turned, known([...kept, -1], 'int64')])], int('axis', -1))
  return run('Transpose', [run('Reshape', [shares, known([...turned.tensor.shape], 'int64')])], ints('perm', back))
}

export const kerasNormalizations: Readonly<Record<string, ComposeKeras>> = {
  GroupNormalization: groupNormalization,
  RMSNormalization: rmsNormalization,
  Softmax: softmax,
  UnitNormalization: unitNormalization,
}
