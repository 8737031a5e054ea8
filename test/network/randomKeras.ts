import { tf } from '../../src/backend/tf.ts'
import { KerasLayer } from '../../src/model/keras/layers/kerasLayer.ts'
import { activations, apply, type Grow, shapeOf, sliding, type Tensor } from './growth.ts'
import { integer, noise, pick } from './random.ts'

type Random = () => number

const made = (kind: string, settings: object, tensor: Tensor | Tensor[]): Tensor =>
  apply(new KerasLayer({ kind, settings: settings as Readonly<Record<string, unknown>> }), tensor)

const commonOf = (random: Random): object => ({
  filters: 2 * integer(random, 1, 2),
  depthMultiplier: integer(random, 1, 2),
  useBias: random() < 0.6,
  activation: pick(random, [...activations, null]),
})

/** Settings of windows over steps, sometimes causal. */
function windowsOf(random: Random, length: number): object {
  const { size, strides, dilation, padding } = sliding(random, [length], [1, 1, 2])
  return {
    kernelSize: size[0]!,
    strides: strides[0]!,
    dilationRate: dilation,
    padding: random() < 0.4 ? 'causal' : padding,
  }
}

/** Over steps only. */
const overSteps =
  (kind: string, settings: (random: Random, shape: readonly [number, number]) => object): Grow =>
  (random, tensor) => {
    const shape = shapeOf(tensor)
    return shape.length === 2 ? made(kind, settings(random, shape as [number, number]), tensor) : undefined
  }

const convolved =
  (kind: string): ((random: Random, shape: readonly [number, number]) => object) =>
  (random, [length, channels]) => ({
    ...commonOf(random),
    ...windowsOf(random, length),
    groups: kind === 'Conv1D' && channels % 2 === 0 ? 2 : 1,
  })

const images: Grow = (random, tensor) => {
  const [rows, columns, channels] = shapeOf(tensor)
  if (channels === undefined) return undefined
  const { size, strides, dilation, padding } = sliding(random, [rows!, columns!], [1, 1, 2])
  const groups = channels % 2 === 0 ? 2 : 1
  return made(
    'Conv2D',
    { ...commonOf(random), kernelSize: size, strides, dilationRate: dilation, padding, groups },
    tensor,
  )
}

const normalization: Grow = (random, tensor) => {
  const channels = shapeOf(tensor).at(-1)!
  const stated = {
    mean: Array.from({ length: channels }, () => noise(random, 1)),
    variance: Array.from({ length: channels }, () => Math.abs(noise(random, 2))),
  }
  const statistics = pick<() => object>(random, [
    () => stated,
    () => ({ axis: -1 }),
    () => ({ axis: null }),
    () => ({ mean: 0.5, variance: 4 }),
  ])()
  return made('Normalization', { ...statistics, invert: random() < 0.4 }, tensor)
}

const groupNormalization: Grow = (random, tensor) => {
  const [, ...rest] = shapeOf(tensor)
  const channels = rest.at(-1)
  if (channels === undefined) return undefined
  const groups = pick(
    random,
    [1, 2, 3, 4, 5].filter((count) => channels % count === 0),
  )
  const settings = { groups, epsilon: pick(random, [1e-3, 1e-5]), scale: random() < 0.6, center: random() < 0.6 }
  return made('GroupNormalization', settings, tensor)
}

/** An axis, or several. */
function axesOf(random: Random, tensor: Tensor): number | number[] {
  const rank = shapeOf(tensor).length
  return pick(random, [-1, integer(random, 1, rank), Array.from({ length: rank }, (_, i) => i + 1)])
}

const functions: Grow = (random, tensor) => {
  const activation = pick(random, ['exponential', 'leakyRelu']) as 'relu'
  return apply(
    pick<() => tf.layers.Layer>(random, [
      () => tf.layers.activation({ activation }),
      () => tf.layers.activation({ activation: 'hardSilu' as 'relu' }),
      () => tf.layers.dense({ units: 2, activation }),
    ])(),
    tensor,
  )
}

/** An image, or volumes of one channel each, along any axis; and back. */
const ofBatches: Grow = (random, tensor) => {
  const shape = shapeOf(tensor)
  const isVolume = shape.length === 3 && random() < 0.5
  const x = isVolume ? apply(tf.layers.reshape({ targetShape: [...shape, 1] }), tensor) : tensor
  const axis = random() < 0.4 ? -1 : integer(random, 1, shapeOf(x).length)
  const settings = { axis, epsilon: pick(random, [1e-3, 0.1]), scale: random() < 0.7, center: random() < 0.7 }
  const normal = made('BatchNormalization', settings, x)
  return isVolume ? apply(tf.layers.reshape({ targetShape: shape }), normal) : normal
}

/** Of one number of each channel, and all. */
const broadcast: Grow = (random, tensor) => {
  const shape = shapeOf(tensor)
  if (shape.length < 2) return undefined
  const few = made(`GlobalAveragePooling${shape.length - 1}D`, { keepdims: true }, tensor)
  const inputs = random() < 0.5 ? [tensor, few] : [few, tensor]
  return pick<() => Tensor>(random, [
    () => apply(tf.layers.multiply(), inputs),
    () => apply(tf.layers.add(), [...inputs, few]),
    () => apply(tf.layers.average(), inputs),
    () => made('Subtract', {}, inputs),
    () => made('Operation', { operation: 'add', constants: [null, null] }, inputs),
  ])()
}

const attention =
  (kind: string): Grow =>
  (random, tensor) => {
    if (shapeOf(tensor).length !== 2) return undefined
    const [a, b] = ['tanh', 'sigmoid'].map((activation) =>
      apply(tf.layers.activation({ activation: activation as 'tanh' }), tensor),
    ) as [Tensor, Tensor]
    return made(kind, { useScale: random() < 0.5 }, random() < 0.5 ? [tensor, a] : [tensor, a, b])
  }

const arithmetic: Grow = (random, tensor) => {
  const operation = pick(random, ['add', 'divide', 'multiply', 'subtract'])
  const number = pick(random, [2, -0.5, 1 / 3])
  const constants = pick(random, [[null, number], operation === 'divide' ? [null, null] : [number, null], [null, null]])
  // What is divided by is above 0.
  const other = apply(tf.layers.activation({ activation: 'softplus' }), tensor)
  return made('Operation', { operation, constants }, constants.includes(number) ? tensor : [tensor, other])
}

/** Whole numbers below `count`, about, or what may be none of them. */
function categories(random: Random, tensor: Tensor, count: number): Tensor {
  if (random() < 0.2) return tensor
  const share = apply(tf.layers.activation({ activation: 'hardSigmoid' }), tensor)
  return apply(tf.layers.rescaling({ scale: count - 0.5, offset: random() < 0.8 ? 0 : -0.5 }), share)
}

const embedding: Grow = (random, tensor) => {
  const inputDim = integer(random, 1, 5)
  const rows = apply(
    new KerasLayer({ kind: 'Embedding', settings: { inputDim, outputDim: integer(random, 1, 3) } }),
    categories(random, tensor, inputDim),
  )
  const [first, ...rest] = shapeOf(rows)
  return rest.length < 3
    ? rows
    : apply(tf.layers.reshape({ targetShape: [first!, rest[0]!, rest[1]! * rest[2]!] }), rows)
}

const encoding: Grow = (random, tensor) => {
  const numTokens = integer(random, 1, 4)
  const outputMode = pick(random, shapeOf(tensor).length > 2 ? ['multiHot', 'count'] : ['oneHot', 'multiHot', 'count'])
  return made('CategoryEncoding', { numTokens, outputMode }, categories(random, tensor, numTokens))
}

const heads: Grow = (random, tensor) => {
  if (shapeOf(tensor).length < 2) return undefined
  const [a, b] = ['tanh', 'sigmoid'].map((activation) =>
    apply(tf.layers.activation({ activation: activation as 'tanh' }), tensor),
  ) as [Tensor, Tensor]
  const useBias = random() < 0.6
  const outputShape = pick(random, [null, 2])
  const useCausalMask = random() < 0.3
  const attentionAxes = pick(random, shapeOf(tensor).length === 3 ? [null, [1], [2], [1, 2]] : [null, [1]])
  const inputs = pick(random, [
    [tensor, tensor],
    [tensor, a],
    [tensor, a, b],
  ])
  if (random() < 0.7)
    return made(
      'MultiHeadAttention',
      {
        numHeads: integer(random, 1, 2),
        keyDim: integer(random, 1, 3),
        valueDim: 2,
        useBias,
        outputShape,
        useCausalMask,
        attentionAxes,
      },
      inputs,
    )
  const numKeyValueHeads = integer(random, 1, 2)
  const numQueryHeads = numKeyValueHeads * integer(random, 1, 2)
  return made('GroupQueryAttention', { headDim: 2, numQueryHeads, numKeyValueHeads, useBias, useCausalMask }, inputs)
}

const resizing: Grow = (random, tensor) => {
  const [rows, columns, channels] = shapeOf(tensor)
  if (channels === undefined) return undefined
  const interpolation = pick(random, ['bilinear', 'nearest'])
  const [height, width] = [integer(random, 1, 6), integer(random, 1, 6)]
  return pick<() => Tensor>(random, [
    () => made('Resizing', { height, width, interpolation, cropToAspectRatio: random() < 0.3 }, tensor),
    () => made('CenterCrop', { height, width }, tensor),
    () => made('CenterCrop', { height: integer(random, 1, rows!), width: integer(random, 1, columns!) }, tensor),
    () => made('UpSampling2D', { size: [2, integer(random, 1, 3)], interpolation }, tensor),
  ])()
}

/** An image as one of planes of one channel; and back. */
const volumes: Grow = (random, tensor) => {
  const [a, b, c] = shapeOf(tensor)
  if (c === undefined) return undefined
  const volume = apply(tf.layers.reshape({ targetShape: [a!, b!, c, 1] }), tensor)
  const space = [a!, b!, c]
  const { size, strides, padding } = sliding(random, space, [1])
  const windows = { strides: strides as [number, number, number], padding }
  const own = size as [number, number, number]
  const pairs = (): number[][] => space.map(() => [integer(random, 0, 1), integer(random, 0, 2)])
  const grown = pick<() => Tensor>(random, [
    () =>
      apply(
        tf.layers.conv3d({ ...windows, kernelSize: own, filters: 2, useBias: random() < 0.6, activation: 'relu' }),
        volume,
      ),
    () => apply(tf.layers.maxPooling3d({ ...windows, poolSize: own }), volume),
    () => apply(tf.layers.averagePooling3d({ ...windows, poolSize: own }), volume),
    () => made('ZeroPadding3D', { padding: random() < 0.5 ? 1 : pairs() }, volume),
    () => made('Cropping3D', { cropping: space.map((length) => (length > 1 ? [1, 0] : [0, 0])) }, volume),
    () => made('UpSampling3D', { size: pick(random, [2, [1, 2, 3]]) }, volume),
    () => made(pick(random, ['GlobalAveragePooling3D', 'GlobalMaxPooling3D']), { keepdims: true }, volume),
  ])()
  const [x, y, z, channels] = shapeOf(grown) as [number, number, number, number]
  return apply(tf.layers.reshape({ targetShape: [x, y, z * channels] }), grown)
}

const pooled: Grow = (random, tensor) => {
  const rank = shapeOf(tensor).length
  if (rank < 2) return undefined
  const kind = `Global${pick(random, ['Average', 'Max'])}Pooling${rank - 1}D`
  return made(kind, { keepdims: random() < 0.7 }, tensor)
}

const rescaling: Grow = (random, tensor) => {
  const list = (): number[] => Array.from({ length: shapeOf(tensor).at(-1)! }, () => noise(random, 2))
  return made('Rescaling', { scale: list(), offset: random() < 0.5 ? list() : 0.5 }, tensor)
}

/** Layers of Keras that are computed here, as `KerasLayer`. */
export const kerasLayers: Readonly<Record<string, Grow>> = {
  kerasAdditiveAttention: attention('AdditiveAttention'),
  kerasAttention: attention('Attention'),
  kerasBatchNormalization: ofBatches,
  kerasBroadcast: broadcast,
  kerasCategoryEncoding: encoding,
  kerasConv1d: overSteps('Conv1D', convolved('Conv1D')),
  kerasConv1dTranspose: overSteps('Conv1DTranspose', (random) => ({
    ...commonOf(random),
    kernelSize: integer(random, 1, 3),
    strides: integer(random, 1, 3),
    padding: pick(random, ['same', 'valid']),
  })),
  kerasConv2d: images,
  kerasCropping1d: overSteps('Cropping1D', (random, [length]) => ({
    cropping: length > 1 ? pick(random, [[1, 0], [0, 1], 0]) : 0,
  })),
  kerasDepthwiseConv1d: overSteps('DepthwiseConv1D', convolved('DepthwiseConv1D')),
  kerasEmbedding: embedding,
  kerasFunctions: functions,
  kerasGlobalPooling: pooled,
  kerasGroupNormalization: groupNormalization,
  kerasHeads: heads,
  kerasNormalization: normalization,
  kerasOperation: arithmetic,
  kerasRescaling: rescaling,
  kerasResizing: resizing,
  kerasRmsNormalization: (random, tensor) => made('RMSNormalization', { epsilon: pick(random, [1e-6, 1e-3]) }, tensor),
  kerasSeparableConv1d: overSteps('SeparableConv1D', convolved('SeparableConv1D')),
  kerasSoftmax: (random, tensor) => made('Softmax', { axis: axesOf(random, tensor) }, tensor),
  kerasSubtract: (random, tensor) => {
    const other = apply(tf.layers.activation({ activation: 'tanh' }), tensor)
    return made('Subtract', {}, random() < 0.5 ? [tensor, other] : [other, tensor])
  },
  kerasUnitNormalization: (random, tensor) => made('UnitNormalization', { axis: axesOf(random, tensor) }, tensor),
  kerasUpSampling1d: overSteps('UpSampling1D', (random) => ({ size: integer(random, 1, 3) })),
  kerasVolumes: volumes,
  kerasZeroPadding1d: overSteps('ZeroPadding1D', (random) => ({ padding: pick(random, [1, 2, [0, 2], [1, 0]]) })),
}
