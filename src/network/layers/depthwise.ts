import { activationOf } from './activations.ts'
import { type LayerView, type Part, type Readers, sizeOf, wholeNumbers } from './layer.ts'
import { inOrder, tapsOf } from '../../operations/affine/taps.ts'
import { eachChannel, type Windows, windowsOver } from './window.ts'

/** A kernel for each of some channels: [...window, channels, filters]; output channel: channel * filters + filter. */
export interface ChannelKernel {
  readonly given: Float32Array
  readonly channels: number
  readonly filters: number
}

/** Each channel convolved by itself. */
export function byChannel(windows: Windows, kernel: ChannelKernel, bias: Float64Array | null): Part {
  const { given, channels, filters } = kernel
  const { window } = windows
  const positions = windows.rows * windows.columns * channels
  const own = new Float32Array(given.length)
  for (let k = 0; k < window; k++)
    for (let g = 0; g < channels; g++)
      for (let f = 0; f < filters; f++) own[(g * window + k) * filters + f] = given[(k * channels + g) * filters + f]!
  return {
    kind: 'affine',
    size: positions * filters,
    taps: tapsOf(eachChannel(windows, channels), window),
    kernel: own,
    bias,
    positions,
    window,
    filters,
    groups: channels,
    rounding: { kind: 'sum' },
    faultyOn: windows.faultyOn,
  }
}

/** Each place's channels weighed together: [channels, filters]. */
export function pointwise(size: number, kernel: Float32Array, filters: number, bias: Float64Array | null): Part {
  const channels = kernel.length / filters
  const positions = size / channels
  return {
    kind: 'affine',
    size: positions * filters,
    taps: inOrder(channels),
    kernel,
    bias,
    positions,
    window: channels,
    filters,
    groups: 1,
    rounding: { kind: 'sum' },
  }
}

/** A bias that is there if the settings say so; undefined for one that is not as they say. */
export function biasOf(layer: LayerView, filters: number, useBias: unknown): Float64Array | null | undefined {
  const bias = layer.weight('bias', [filters])
  return bias === undefined || (bias !== null) !== useBias ? undefined : bias
}

export const depthwise: Readers = {
  DepthwiseConv2D: (layer, [input], output) => {
    const { kernelSize, strides, padding, dataFormat, depthMultiplier, useBias } = layer.config
    if (dataFormat !== 'channelsLast' || typeof depthMultiplier !== 'number') return undefined
    const channels = input!.at(-1)!
    // tf.js 4.22 takes a dilation rate, and leaves it out of account.
    const windows = windowsOver(input!.slice(0, -1), { size: kernelSize, strides, dilation: 1, padding })
    if (windows === undefined) return undefined
    const given = layer.kernel('depthwiseKernel', [...wholeNumbers(kernelSize, 2)!, channels, depthMultiplier])
    const bias = biasOf(layer, channels * depthMultiplier, useBias)
    if (!given || bias === undefined) return undefined
    const part = byChannel(windows, { given, channels, filters: depthMultiplier }, bias)
    return part.size === sizeOf(output) ? [part, ...activationOf(layer, output)] : undefined
  },
  SeparableConv2D: (layer, [input], output) => {
    const { kernelSize, strides, padding, dilationRate, dataFormat, depthMultiplier, filters, useBias } = layer.config
    if (dataFormat !== 'channelsLast' || typeof depthMultiplier !== 'number' || typeof filters !== 'number')
      return undefined
    const channels = input!.at(-1)!
    const dilation = dilationRate ?? 1
    const windows = windowsOver(input!.slice(0, -1), { size: kernelSize, strides, dilation, padding })
    if (windows === undefined) return undefined
    const given = layer.kernel('depthwiseKernel', [...wholeNumbers(kernelSize, 2)!, channels, depthMultiplier])
    const kernel = layer.kernel('pointwiseKernel', [1, 1, channels * depthMultiplier, filters])
    const bias = biasOf(layer, filters, useBias)
    if (!given || !kernel || bias === undefined) return undefined
    const first = byChannel(windows, { given, channels, filters: depthMultiplier }, null)
    const second = pointwise(first.size, kernel, filters, bias)
    return second.size === sizeOf(output) ? [first, second, ...activationOf(layer, output)] : undefined
  },
}
