import { tf } from '../../src/backend/tf.ts'
import { elementwiseFunctions } from '../../src/functions/index.ts'
import { integer, pick } from './random.ts'

type Random = () => number
export type Tensor = tf.SymbolicTensor
/** A tensor after one more random layer, or after several; undefined where the layer does not take such a tensor. */
export type Grow = (random: Random, tensor: Tensor) => Tensor | undefined

type Activation = NonNullable<Parameters<typeof tf.layers.activation>[0]['activation']>

export const activations: readonly Activation[] = [
  ...Object.values(elementwiseFunctions).flatMap((one) => Object.keys(one.activations) as Activation[]),
  'linear',
  'softmax',
]

export const shapeOf = (tensor: Tensor): number[] => tensor.shape.slice(1) as number[]
export const apply = (layer: tf.layers.Layer, tensors: Tensor | Tensor[]): Tensor => layer.apply(tensors) as Tensor
const paddingOf = (random: Random): 'valid' | 'same' => pick(random, ['valid', 'same'] as const)

/** Settings of a window that fits into `space`. */
export function sliding(random: Random, space: readonly number[], dilations: readonly number[]) {
  const padding = paddingOf(random)
  const dilation = pick(random, dilations)
  const size = space.map((length) => integer(random, 1, 3 + (length > 4 ? 1 : 0)))
  const fits = size.every((width, i) => (width - 1) * dilation < space[i]!)
  const strides = space.map(() => (dilation === 1 ? integer(random, 1, 3) : 1))
  return { size, strides, dilation, padding: fits ? padding : ('same' as const) }
}
