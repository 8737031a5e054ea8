import { tf } from '../../src/backend/tf.ts'
import { ResetAfterGru } from '../../src/model/keras/layers/gru.ts'
import { activations, apply, type Grow, shapeOf, sliding } from './growth.ts'
import { integer, pick } from './random.ts'

type Random = () => number

const some = (random: Random): boolean => random() < 0.5

/** A recurrent layer, which puts out all steps or the last. */
function recurrentLayer(random: Random, returnSequences: boolean): tf.layers.Layer {
  const settings = {
    units: integer(random, 1, 3),
    returnSequences,
    goBackwards: random() < 0.3,
    useBias: random() < 0.8,
    activation: pick(random, activations),
    recurrentActivation: pick(random, ['sigmoid', 'hardSigmoid', 'tanh'] as const),
    kernelInitializer: 'zeros',
    recurrentInitializer: 'zeros',
    dropout: pick(random, [0, 0, 0.3]),
  } as const
  return pick<() => tf.layers.Layer>(random, [
    () => tf.layers.gru(settings),
    () => tf.layers.lstm(settings),
    () => tf.layers.simpleRNN(settings),
    () => new ResetAfterGru(settings),
  ])()
}

const recurrent: Grow = (random, tensor) =>
  shapeOf(tensor).length === 2 ? apply(recurrentLayer(random, some(random)), tensor) : undefined

const bidirectional: Grow = (random, tensor) => {
  if (shapeOf(tensor).length !== 2) return undefined
  const layer = recurrentLayer(random, some(random)) as tf.RNN
  return apply(tf.layers.bidirectional({ layer, mergeMode: pick(random, ['concat', 'sum', 'ave', 'mul']) }), tensor)
}

const timeDistributed: Grow = (random, tensor) => {
  const shape = shapeOf(tensor)
  if (shape.length < 2) return undefined
  const inner: (() => tf.layers.Layer)[] = [
    () => tf.layers.dense({ units: integer(random, 1, 3), activation: pick(random, activations) }),
    () => tf.layers.activation({ activation: pick(random, activations) }),
    () => tf.layers.batchNormalization(),
    () => tf.layers.flatten(),
    () => tf.layers.layerNormalization(),
  ]
  if (shape.length === 3)
    inner.push(
      () => tf.layers.conv1d({ filters: 2, kernelSize: 2, padding: 'same' }),
      () => recurrentLayer(random, some(random)),
    )
  return apply(tf.layers.timeDistributed({ layer: pick(random, inner)() }), tensor)
}

const layerNormalization: Grow = (random, tensor) => {
  const rank = shapeOf(tensor).length
  const axis = pick(random, [-1, integer(random, 1, rank), Array.from({ length: rank }, (_, i) => i + 1)])
  const epsilon = pick(random, [1e-3, 1e-5, 1])
  return apply(tf.layers.layerNormalization({ axis, epsilon, scale: some(random), center: some(random) }), tensor)
}

const dot: Grow = (random, tensor) => {
  const shape = shapeOf(tensor)
  if (shape.length > 2) return undefined
  const other = apply(tf.layers.activation({ activation: 'tanh' }), tensor)
  const axis = integer(random, 1, shape.length)
  const turned = shape.length === 2 && some(random) ? apply(tf.layers.permute({ dims: [2, 1] }), other) : other
  const axes: [number, number] = [axis, turned === other ? axis : 3 - axis]
  const sides = some(random) ? [tensor, turned] : [turned, tensor]
  const own = sides[0] === tensor ? axes : (axes.toReversed() as [number, number])
  return apply(tf.layers.dot({ axes: own, normalize: random() < 0.3 }), sides)
}

const turnedConvolution: Grow = (random, tensor) => {
  if (shapeOf(tensor).length !== 3) return undefined
  const settings = {
    filters: integer(random, 1, 3),
    kernelSize: [integer(random, 1, 3), integer(random, 1, 3)] as [number, number],
    strides: [integer(random, 1, 3), integer(random, 1, 2)] as [number, number],
    padding: pick(random, ['same', 'valid'] as const),
    activation: pick(random, activations),
    useBias: some(random),
  }
  return apply(tf.layers.conv2dTranspose(settings), tensor)
}

const separable: Grow = (random, tensor) => {
  const space = shapeOf(tensor).slice(0, -1)
  if (space.length !== 2) return undefined
  const { size, strides, padding, dilation } = sliding(random, space, [1, 1, 2])
  const settings = {
    filters: integer(random, 1, 3),
    kernelSize: size as [number, number],
    // Over images both are the same.
    strides: [strides[0]!, strides[0]!] as [number, number],
    dilationRate: dilation,
    padding,
    depthMultiplier: integer(random, 1, 2),
    activation: pick(random, activations),
    useBias: some(random),
  }
  return apply(tf.layers.separableConv2d(settings), tensor)
}

/** Layers of tf.js that are made of several operations. */
export const composedLayers: Readonly<Record<string, Grow>> = {
  bidirectional,
  dot,
  layerNormalization,
  recurrent,
  rescaling: (random, tensor) =>
    apply(tf.layers.rescaling({ scale: pick(random, [1 / 255, 2, -1]), offset: pick(random, [0, -1, 0.5]) }), tensor),
  separable,
  thresholded: (random, tensor) =>
    apply(tf.layers.thresholdedReLU({ theta: pick(random, [0.93, 0, 0.13, -0.57]) }), tensor),
  timeDistributed,
  turnedConvolution,
}
