import { activationOf } from './activations.ts'
import { biasOf } from './depthwise.ts'
import { type Part, type Readers, type Shape, sizeOf, wholeNumbers } from './layer.ts'
import { tapsOf } from '../../operations/affine/taps.ts'
import { transposedOver, type Windows, acrossChannels } from './window.ts'

/** A convolution turned round, with kernel[...window, filters, channels]. */
export function turned(
  windows: Windows,
  given: Float32Array,
  { channels, filters }: { readonly channels: number; readonly filters: number },
  bias: Float64Array | null,
): Part {
  const { window } = windows
  const positions = windows.rows * windows.columns
  const kernel = new Float32Array(given.length)
  for (let k = 0; k < window; k++)
    for (let f = 0; f < filters; f++)
      for (let c = 0; c < channels; c++)
        kernel[(k * channels + c) * filters + f] = given[(k * filters + f) * channels + c]!
  return {
    kind: 'affine',
    size: positions * filters,
    taps: tapsOf(acrossChannels(windows, channels), window * channels),
    kernel,
    bias,
    positions,
    window: window * channels,
    filters,
    groups: 1,
    rounding: { kind: 'sum' },
    faultyOn: windows.faultyOn,
  }
}

/** Room of what a turned convolution makes. */
const spaceOf = (output: Shape): Shape => output.slice(0, -1)

export const transposed: Readers = {
  Conv2DTranspose: (layer, [input], output) => {
    const { kernelSize, strides, padding, dataFormat, useBias } = layer.config
    if (dataFormat !== 'channelsLast') return undefined
    const [channels, filters] = [input!.at(-1)!, output.at(-1)!]
    const windows = transposedOver(input!.slice(0, -1), spaceOf(output), { size: kernelSize, strides, padding })
    const sides = wholeNumbers(kernelSize, 2)
    const kernel = sides && layer.kernel('kernel', [...sides, filters, channels])
    const bias = biasOf(layer, filters, useBias)
    if (windows === undefined || !kernel || bias === undefined) return undefined
    const part = turned(windows, kernel, { channels, filters }, bias)
    return part.size === sizeOf(output) ? [part, ...activationOf(layer, output)] : undefined
  },
}
