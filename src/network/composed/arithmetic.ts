import { dataTypeNamed } from '../onnx/numberTypes.ts'
import { int, ints } from '../onnx/operators/composed/attributes.ts'
import type { Known } from '../onnx/reading/known.ts'
import type { ComposeLayer, Composers, LayerCalls } from './compose.ts'

/** Is it a number that float32 holds, about? */
const isTame = (value: unknown): value is number => Number.isFinite(Math.fround(Number(value)))

const rescaling: ComposeLayer = ({ config: { scale, offset } }, { run, known }, [x]) =>
  isTame(scale) && isTame(offset) && typeof scale === 'number' && typeof offset === 'number'
    ? run('Add', [run('Mul', [x, known(Math.fround(scale))]), known(Math.fround(offset))])
    : undefined

/** What is above a limit, times 1; the rest times 0, which is NaN where it is infinite. */
const thresholdedReLU: ComposeLayer = ({ config: { theta } }, { run, known }, [x]) => {
  if (typeof theta !== 'number' || !isTame(theta)) return undefined
  const isAbove = run('Greater', [x, known(Math.fround(theta))])
  const product = run('Mul', [x, run('Cast', [isAbove], int('to', dataTypeNamed('FLOAT')))])
  // Says what is so anyway, with closer bounds.
  return theta >= 0 ? run('Relu', [product]) : product
}

/** As the backends of tf.js have it. */
const LEAST = 1e-7

/** x over the root of the sum of its squares along an axis. */
function normalized({ run, known }: LayerCalls, x: Known, axis: number): Known {
  const sum = run('ReduceSum', [run('Mul', [x, x]), known([axis], 'int64')], int('keepdims', 1))
  return run('Div', [x, run('Sqrt', [run('Max', [sum, known(Math.fround(LEAST))])])])
}

/** Products along one axis of each of two tensors, of one or two axes beside the batch. */
const dot: ComposeLayer = ({ config: { axes, normalize } }, calls, inputs, output) => {
  const { run, known } = calls
  const ranks = inputs.map(({ tensor }) => tensor.shape.length)
  const given = (Array.isArray(axes) ? axes : [axes, axes]) as unknown[]
  if (inputs.length !== 2 || given.length !== 2 || !ranks.every((rank) => rank === 2 || rank === 3)) return undefined
  const own = given.map((axis, i) => (Number(axis) < 0 ? Number(axis) + ranks[i]! : Number(axis)))
  // Along the batch rows would mix.
  if (!own.every((axis, i) => Number.isInteger(axis) && axis >= 1 && axis < ranks[i]!)) return undefined
  const [x, y] = inputs.map((one, i) => (normalize === true ? normalized(calls, one, own[i]!) : one)) as [Known, Known]
  const shape = known([1, ...output], 'int64')
  if (ranks[0] === 2 && ranks[1] === 2) {
    const sum = run('ReduceSum', [run('Mul', [x, y]), known([1], 'int64')], int('keepdims', 1))
    return run('Reshape', [sum, shape])
  }
  const matrix = (one: Known, i: number): Known => (ranks[i] === 3 ? one : run('Unsqueeze', [one, known([2], 'int64')]))
  // The axis that vanishes comes last in the first matrix, and first in the second.
  const turned = (one: Known, isTurned: boolean): Known =>
    isTurned ? run('Transpose', [one], ints('perm', [0, 2, 1])) : one
  const product = run('MatMul', [turned(matrix(x, 0), own[0] === 1), turned(matrix(y, 1), own[1] === 2)])
  return run('Reshape', [product, shape])
}

/**
 * Tensors of one rank that are not all of one shape, the first two together and so on. Those of one shape are read
 * elsewhere; of extrema not all kernels broadcast.
 */
const broadcast =
  (operator: 'Add' | 'Mul', isMean = false): ComposeLayer =>
  (_layer, { run, known }, inputs) => {
    const shapes = inputs.map(({ tensor }) => tensor.shape)
    const isAlike = shapes.every((shape) => String(shape) === String(shapes[0]))
    if (isAlike || shapes.some(({ length }) => length !== shapes[0]!.length)) return undefined
    const all = inputs.reduce((sum, one) => run(operator, [sum, one]))
    return isMean ? run('Mul', [all, known(Math.fround(1 / inputs.length))]) : all
  }

/** x relu6(x + 3) / 6; other functions are read elsewhere. */
const activation: ComposeLayer = ({ activation: name }, { run, known }, [x]) => {
  if (name !== 'hardSilu') return undefined
  const share = run('Div', [run('Clip', [run('Add', [x, known(3)]), known(0), known(6)]), known(6)])
  return run('Mul', [x, share])
}

export const arithmetic: Composers = {
  Activation: activation,
  Add: broadcast('Add'),
  Average: broadcast('Add', true),
  Multiply: broadcast('Mul'),
  Dot: dot,
  Rescaling: rescaling,
  ThresholdedReLU: thresholdedReLU,
}
