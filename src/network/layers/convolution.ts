import { activationOf } from './activations.ts'
import { biasOf } from './depthwise.ts'
import { type ReadLayer, type Readers, sizeOf, wholeNumbers } from './layer.ts'
import { tapsOf } from '../../operations/affine/taps.ts'
import { acrossChannels, windowsOver } from './window.ts'

/** Keras' kernels are [...window, channels, filters]: as affine operations have them. */
const read: ReadLayer = (layer, [input], output) => {
  const { kernelSize, strides, dilationRate, padding, dataFormat, useBias } = layer.config
  if (dataFormat !== 'channelsLast') return undefined
  const channels = input!.at(-1)!
  const windows = windowsOver(input!.slice(0, -1), { size: kernelSize, strides, dilation: dilationRate, padding })
  const filters = output.at(-1)!
  if (windows === undefined) return undefined
  const positions = windows.rows * windows.columns
  const window = windows.window * channels
  const sides = wholeNumbers(kernelSize, input!.length - 1)!
  const kernel = layer.kernel('kernel', [...sides, channels, filters])
  const bias = biasOf(layer, filters, useBias)
  if (positions * filters !== sizeOf(output) || !kernel || bias === undefined) return undefined
  return [
    {
      kind: 'affine',
      size: sizeOf(output),
      taps: tapsOf(acrossChannels(windows, channels), window),
      kernel,
      bias,
      positions,
      window,
      filters,
      groups: 1,
      rounding: { kind: 'sum' },
      faultyOn: windows.faultyOn,
    },
    ...activationOf(layer, output),
  ]
}

export const convolution: Readers = { Conv1D: read, Conv2D: read, Conv3D: read }
