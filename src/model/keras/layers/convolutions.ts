import { tf } from '../../../backend/tf.ts'
import { checkWindows, grown, type Kind, one, type Settings, two, type WeightOf } from './kind.ts'

const biasOf = ({ useBias }: Settings, filters: number): WeightOf[] =>
  useBias === false ? [] : [{ name: 'bias', shape: [filters] }]

const plusBias = (x: tf.Tensor, bias: tf.Tensor | undefined): tf.Tensor => (bias === undefined ? x : tf.add(x, bias))

/** Zeros before the first step, so that no step sees later ones. */
function causally(x: tf.Tensor, { padding, dilationRate, kernelSize }: Settings): [tf.Tensor, 'same' | 'valid'] {
  if (padding !== 'causal') return [x, padding === 'same' ? 'same' : 'valid']
  const before = one(dilationRate) * (one(kernelSize) - 1)
  grown(before + x.shape[1]!, x.shape[2]!)
  return [
    tf.pad(x, [
      [0, 0],
      [before, 0],
      [0, 0],
    ]),
    'valid',
  ]
}

/** Channels and filters in groups, each convolved by itself. */
function inGroups(
  { groups }: Settings,
  x: tf.Tensor,
  kernel: tf.Tensor,
  convolve: (x: tf.Tensor, kernel: tf.Tensor) => tf.Tensor,
): tf.Tensor {
  const count = one(groups)
  if (count === 1) return convolve(x, kernel)
  const [xs, kernels] = [tf.split(x, count, -1), tf.split(kernel, count, -1)]
  return tf.concat(
    xs.map((part, i) => convolve(part, kernels[i]!)),
    -1,
  )
}

const kernelOf = (settings: Settings, size: readonly number[], channels: number): WeightOf[] => {
  const filters = one(settings['filters'])
  const shape = [...size, channels / one(settings['groups']), filters]
  return [{ name: 'kernel', shape }, ...biasOf(settings, filters)]
}

const conv1d: Kind = {
  rank: 3,
  weights: (settings, [shape]) => kernelOf(settings, [one(settings['kernelSize'])], shape!.at(-1)!),
  compute: (settings, [x], [kernel, bias]) => {
    const [padded, pad] = causally(x!, settings)
    const [stride, dilation] = [one(settings['strides']), one(settings['dilationRate'])]
    checkWindows([padded.shape[1]!], { sizes: [one(settings['kernelSize'])], dilations: [dilation], pad })
    const convolve = (part: tf.Tensor, own: tf.Tensor): tf.Tensor =>
      tf.conv1d(part as tf.Tensor3D, own as tf.Tensor3D, stride, pad, 'NWC', dilation)
    return plusBias(inGroups(settings, padded, kernel!, convolve), bias)
  },
}

const conv2d: Kind = {
  rank: 4,
  weights: (settings, [shape]) => kernelOf(settings, two(settings['kernelSize']), shape!.at(-1)!),
  compute: (settings, [x], [kernel, bias]) => {
    const [strides, dilations] = [two(settings['strides'] ?? 1), two(settings['dilationRate'] ?? 1)]
    const pad = settings['padding'] === 'same' ? 'same' : 'valid'
    checkWindows(x!.shape.slice(1, 3), { sizes: two(settings['kernelSize']), dilations, pad })
    const convolve = (part: tf.Tensor, own: tf.Tensor): tf.Tensor =>
      tf.conv2d(part as tf.Tensor4D, own as tf.Tensor4D, strides, pad, 'NHWC', dilations)
    return plusBias(inGroups(settings, x!, kernel!, convolve), bias)
  },
}

/** A line as an image that is one wide. */
const asImage = (x: tf.Tensor): tf.Tensor4D => tf.expandDims(x, 2)
const asLine = (x: tf.Tensor): tf.Tensor => tf.squeeze(x, [2])

const conv1dTranspose: Kind = {
  rank: 3,
  weights: (settings, [shape]) => {
    const filters = one(settings['filters'])
    const kernel = { name: 'kernel', shape: [one(settings['kernelSize']), filters, shape!.at(-1)!] }
    return [kernel, ...biasOf(settings, filters)]
  },
  compute: (settings, [x], [kernel, bias]) => {
    const [batch, length] = x!.shape as [number, number]
    const [size, filters] = kernel!.shape as [number, number]
    const stride = one(settings['strides'])
    const pad = settings['padding'] === 'same' ? 'same' : 'valid'
    const longer = grown(length * stride + (pad === 'same' ? 0 : Math.max(0, size - stride)), filters)
    const own = tf.expandDims(kernel!, 1) as tf.Tensor4D
    const image = tf.conv2dTranspose(asImage(x!), own, [batch, longer, 1, filters], [stride, 1], pad)
    return plusBias(asLine(image), bias)
  },
}

function depthwise(settings: Settings, x: tf.Tensor, kernel: tf.Tensor): tf.Tensor {
  const [padded, pad] = causally(x, settings)
  const [stride, dilation] = [one(settings['strides']), one(settings['dilationRate'])]
  checkWindows([padded.shape[1]!], { sizes: [one(settings['kernelSize'])], dilations: [dilation], pad })
  const own = tf.expandDims(kernel, 1) as tf.Tensor4D
  return asLine(tf.depthwiseConv2d(asImage(padded), own, [stride, stride], pad, 'NHWC', [dilation, 1]))
}

const eachChannel = (settings: Settings, channels: number): WeightOf => ({
  name: 'depthwise_kernel',
  shape: [one(settings['kernelSize']), channels, one(settings['depthMultiplier'])],
})

const depthwiseConv1d: Kind = {
  rank: 3,
  weights: (settings, [shape]) => {
    const kernel = eachChannel(settings, shape!.at(-1)!)
    return [kernel, ...biasOf(settings, kernel.shape[1]! * kernel.shape[2]!)]
  },
  compute: (settings, [x], [kernel, bias]) => plusBias(depthwise(settings, x!, kernel!), bias),
}

const separableConv1d: Kind = {
  rank: 3,
  weights: (settings, [shape]) => {
    const kernel = eachChannel(settings, shape!.at(-1)!)
    const filters = one(settings['filters'])
    const pointwise = { name: 'pointwise_kernel', shape: [1, kernel.shape[1]! * kernel.shape[2]!, filters] }
    return [kernel, pointwise, ...biasOf(settings, filters)]
  },
  compute: (settings, [x], [kernel, pointwise, bias]) => {
    const channels = depthwise(settings, x!, kernel!)
    return plusBias(tf.conv1d(channels as tf.Tensor3D, pointwise as tf.Tensor3D, 1, 'valid'), bias)
  },
}

export const convolutions: Readonly<Record<string, Kind>> = {
  Conv1D: conv1d,
  Conv1DTranspose: conv1dTranspose,
  Conv2D: conv2d,
  DepthwiseConv1D: depthwiseConv1d,
  SeparableConv1D: separableConv1d,
}
