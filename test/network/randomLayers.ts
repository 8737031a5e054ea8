import { tf } from '../../src/backend/tf.ts'
import { activations, apply, type Grow, shapeOf, sliding, type Tensor } from './growth.ts'
import { integer, pick } from './random.ts'
import { composedLayers } from './randomComposed.ts'
import { kerasLayers } from './randomKeras.ts'

type Random = () => number

export { activations } from './growth.ts'

/** On wasm a fused elu is not there: it comes in a layer of its own. */
const fused = activations.filter((name) => name !== 'elu')

export function dense(random: Random, units: number): tf.layers.Layer {
  return tf.layers.dense({ units, activation: pick(random, fused), useBias: random() < 0.8 })
}

const convolution: Grow = (random, tensor) => {
  const space = shapeOf(tensor).slice(0, -1)
  if (space.length !== 1 && space.length !== 2) return undefined
  const { size, strides, dilation, padding } = sliding(random, space, [1, 1, 2])
  const shared = { filters: integer(random, 1, 4), padding, activation: pick(random, fused), useBias: random() < 0.7 }
  return apply(
    space.length === 1
      ? tf.layers.conv1d({ ...shared, kernelSize: size[0]!, strides: strides[0]!, dilationRate: dilation })
      : tf.layers.conv2d({ ...shared, kernelSize: size, strides: strides as [number, number], dilationRate: dilation }),
    tensor,
  )
}

const depthwise: Grow = (random, tensor) => {
  const space = shapeOf(tensor).slice(0, -1)
  if (space.length !== 2) return undefined
  const { size, strides, padding } = sliding(random, space, [1])
  return apply(
    tf.layers.depthwiseConv2d({
      kernelSize: size as [number, number],
      strides: strides as [number, number],
      padding,
      depthMultiplier: integer(random, 1, 2),
      activation: pick(random, activations),
      useBias: random() < 0.7,
    }),
    tensor,
  )
}

const pooling: Grow = (random, tensor) => {
  const space = shapeOf(tensor).slice(0, -1)
  if (space.length !== 1 && space.length !== 2) return undefined
  const { size, strides, padding } = sliding(random, space, [1])
  const isMax = random() < 0.5
  if (space.length === 1) {
    const args = { poolSize: size[0]!, strides: strides[0]!, padding }
    return apply(isMax ? tf.layers.maxPooling1d(args) : tf.layers.averagePooling1d(args), tensor)
  }
  const args = { poolSize: size as [number, number], strides: strides as [number, number], padding }
  return apply(isMax ? tf.layers.maxPooling2d(args) : tf.layers.averagePooling2d(args), tensor)
}

const normalization: Grow = (random, tensor) => {
  // Any other axis than the last is beyond some kernels.
  const axis = random() < 0.8 ? -1 : integer(random, 1, shapeOf(tensor).length)
  return apply(tf.layers.batchNormalization({ axis, scale: random() < 0.7, center: random() < 0.7 }), tensor)
}

const elementwise: Grow = (random, tensor) => {
  const axes = shapeOf(tensor).map((_, i) => i + 1)
  return apply(
    pick<() => tf.layers.Layer>(random, [
      () => tf.layers.leakyReLU({ alpha: pick(random, [0.3, 0, 1, 2.5, -0.5]) }),
      () => tf.layers.reLU({ maxValue: pick(random, [0.1, 1, 6.3]) }),
      () => tf.layers.reLU(),
      () => tf.layers.elu(),
      () => tf.layers.softmax({ axis: -1 }),
      () => tf.layers.prelu(random() < 0.3 ? { sharedAxes: axes.slice(0, integer(random, 1, axes.length)) } : {}),
    ])(),
    tensor,
  )
}

const movement: Grow = (random, tensor) => {
  const shape = shapeOf(tensor)
  const [rows, columns, channels] = shape as [number, number, number]
  const layers: (() => tf.layers.Layer)[] = [
    () => tf.layers.permute({ dims: shape.map((_, i) => i + 1).toReversed() }),
    () => tf.layers.reshape({ targetShape: shape.toReversed() }),
  ]
  if (shape.length === 1)
    layers.push(
      () => tf.layers.repeatVector({ n: 2 }),
      () => tf.layers.reshape({ targetShape: [rows, 1] }),
    )
  if (shape.length === 2) layers.push(() => tf.layers.reshape({ targetShape: [rows, 1, columns] }))
  if (shape.length === 3) {
    const some = (): [number, number] => [integer(random, 0, 2), integer(random, 0, 1)]
    layers.push(() => tf.layers.zeroPadding2d({ padding: [some(), some()] }))
    layers.push(() => tf.layers.reshape({ targetShape: [rows * columns, channels] }))
    layers.push(() =>
      tf.layers.cropping2D({
        cropping: [
          [rows > 1 ? 1 : 0, 0],
          [0, columns > 1 ? 1 : 0],
        ],
      }),
    )
    if (rows * columns * channels < 40) layers.push(() => tf.layers.upSampling2d({ size: [2, 1] }))
  }
  return apply(pick(random, layers)(), tensor)
}

const twice: Grow = (random, tensor) => {
  const shared = tf.layers.dense({ units: shapeOf(tensor).at(-1)!, activation: 'tanh' })
  const once = apply(shared, tensor)
  return apply(pick(random, merges)(), [once, apply(shared, once)])
}

export const merges: readonly (() => tf.layers.Layer)[] = [
  () => tf.layers.add(),
  () => tf.layers.average(),
  () => tf.layers.multiply(),
  () => tf.layers.maximum(),
  () => tf.layers.minimum(),
  () => tf.layers.concatenate(),
]

/** Every kind of layer that can be read. */
export const grow: Readonly<Record<string, Grow>> = {
  ...composedLayers,
  ...kerasLayers,
  activation: (random, tensor) => apply(tf.layers.activation({ activation: pick(random, activations) }), tensor),
  convolution,
  dense: (random, tensor) => apply(dense(random, integer(random, 1, 5)), tensor),
  depthwise,
  dropout: (_random, tensor) => apply(tf.layers.dropout({ rate: 0.5 }), tensor),
  elementwise,
  movement,
  normalization,
  pooling,
  twice,
}

/** Kinds to draw from: those of one operation are the more usual. */
export const usualKinds: readonly string[] = Object.keys(grow).flatMap((kind) =>
  kind in composedLayers || kind in kerasLayers ? [kind] : [kind, kind, kind],
)

/** The tensor as one row of numbers. */
export function flat(random: Random, tensor: Tensor): Tensor {
  const rank = shapeOf(tensor).length
  if (rank === 1) return tensor
  return apply(
    pick<() => tf.layers.Layer>(random, [
      () => tf.layers.flatten(random() < 0.2 ? { dataFormat: 'channelsFirst' } : {}),
      () => (rank === 2 ? tf.layers.globalAveragePooling1d({}) : tf.layers.globalAveragePooling2d({})),
      () => (rank === 2 ? tf.layers.globalMaxPooling1d({}) : tf.layers.globalMaxPooling2d({})),
    ])(),
    tensor,
  )
}
