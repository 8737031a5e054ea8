import { constantOf, intOf, intsOf, type Node, textOf, wrong } from '../../node.ts'
import type { Known } from '../../reading/known.ts'
import { sizeOf } from '../../../layers/layer.ts'
import { range, stridesOf, zerosOf } from '../../tensors.ts'
import { type Compose, innerAxes, type Operators, type Others } from '../operator.ts'
import { int, ints } from './attributes.ts'

/** How a window lies along one axis. */
interface Axis {
  readonly length: number
  readonly kernel: number
  readonly stride: number
  readonly dilation: number
  readonly pads: readonly [before: number, after: number]
}

/**
 * A convolution turned round: numbers are moved apart by zeros as far as its strides, and windows with their weights
 * backwards go over that one by one.
 */
const convTranspose: Compose = (node, others) => {
  const { inputs, run, known } = others
  const [x, weights, bias] = inputs
  const { shape } = x!.tensor
  const group = intOf(node, 'group', 1)
  const axes = axesOf(node, shape, weights!.tensor.shape)
  const turned = turnedWeights(node, group)
  let all = x!
  for (const [i, axis] of axes.entries()) all = movedApart(others, all, i + 2, axis)
  const pads = [0, 1].flatMap((end) => [
    0,
    0,
    ...axes.map(({ kernel, dilation, pads: own }) => (kernel - 1) * dilation - own[end]!),
  ])
  const padded = run('Pad', [all, known(pads, 'int64')])
  const dilations = ints(
    'dilations',
    axes.map(({ dilation }) => dilation),
  )
  const kernel = known([...turned.data], 'float32', turned.shape)
  return [run('Conv', [padded, kernel, bias], { ...int('group', group), ...dilations })]
}

function axesOf(node: Node, shape: readonly number[], kernel: readonly number[]): Axis[] {
  const rank = shape.length - 2
  const list = (name: string, otherwise: number, count = rank): readonly number[] => {
    const given = intsOf(node, name) ?? Array.from({ length: count }, () => otherwise)
    if (given.length !== count) throw wrong(node, `${count} whole numbers`, name, given)
    return given
  }
  if (rank < 1 || kernel.length !== shape.length) throw wrong(node, 'weights of the rank of its input', 'W', kernel)
  const [strides, dilations, more] = [list('strides', 1), list('dilations', 1), list('output_padding', 0)]
  const pads = list('pads', 0, 2 * rank)
  const automatic = textOf(node, 'auto_pad', 'NOTSET')
  const wanted = intsOf(node, 'output_shape')?.slice(-rank)
  return [...range(rank)].map((i): Axis => {
    const [length, size, stride, dilation] = [shape[i + 2]!, kernel[i + 2]!, strides[i]!, dilations[i]!]
    if (!(stride >= 1 && dilation >= 1)) throw wrong(node, 'strides and dilations from 1', 'strides', strides)
    const whole = (length - 1) * stride + (size - 1) * dilation + 1 + more[i]!
    const asked = wanted?.[i] ?? (automatic.startsWith('SAME') ? length * stride : undefined)
    if (asked === undefined) {
      const [before, after] = automatic === 'VALID' ? [0, 0] : [pads[i]!, pads[i + rank]!]
      return { length, kernel: size, stride, dilation, pads: [before, after - more[i]!] }
    }
    const total = whole - asked
    const less = Math.floor(total / 2)
    const [before, after] = automatic === 'SAME_UPPER' ? [less, total - less] : [total - less, less]
    return { length, kernel: size, stride, dilation, pads: [before, after - more[i]!] }
  })
}

/** Zeros between numbers along an axis. */
function movedApart({ run, known }: Others, x: Known, axis: number, { stride, length }: Axis): Known {
  if (stride === 1) return x
  const at = known([axis + 1], 'int64')
  const apart = run('Pad', [run('Unsqueeze', [x, at]), known([0, stride - 1], 'int64'), undefined, at])
  const rest = x.tensor.shape.slice(axis + 1)
  const shape = [...zerosOf(axis), length * stride, ...rest]
  const flat = run('Reshape', [apart, known(shape, 'int64')])
  const end = known([(length - 1) * stride + 1], 'int64')
  return run('Slice', [flat, known([0], 'int64'), end, known([axis], 'int64')])
}

/** [inputs, outputs / group, ...space] as a convolution has them, backwards along all axes of space. */
function turnedWeights(node: Node, group: number): { data: Float64Array; shape: number[] } {
  const { shape, data } = constantOf(node, 1, 'a weight')
  const [inputs, outputs] = [shape[0]! / group, shape[1]!]
  if (!Number.isInteger(inputs)) throw wrong(node, `channels in ${group} groups`, 'W', shape)
  const space = sizeOf(shape.slice(2))
  const strides = stridesOf(shape)
  const turned = new Float64Array(data.length)
  for (let g = 0, at = 0; g < group; g++)
    for (let o = 0; o < outputs; o++)
      for (let i = 0; i < inputs; i++)
        for (let k = 0; k < space; k++)
          turned[at++] = data[(g * inputs + i) * strides[0]! + o * strides[1]! + space - 1 - k]!
  return { data: turned, shape: [outputs * group, inputs, ...shape.slice(2)] }
}

export const transposed: Operators = { ConvTranspose: { compose: convTranspose, fixed: innerAxes } }
