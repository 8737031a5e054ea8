import { activationOf } from './activations.ts'
import { type Readers, sizeOf, wholeNumbers } from './layer.ts'
import { tapsOf } from '../../operations/affine/taps.ts'
import { eachChannel, windowsOver } from './window.ts'

/**
 * Each channel convolved by itself, with kernel[...window, channel, filter]; output channel: channel * multiplier +
 * filter.
 */
export const depthwise: Readers = {
  DepthwiseConv2D: (layer, [input], output) => {
    const { kernelSize, strides, padding, dataFormat, depthMultiplier, useBias } = layer.config
    if (dataFormat !== 'channelsLast' || typeof depthMultiplier !== 'number') return undefined
    const groups = input!.at(-1)!
    const filters = depthMultiplier
    // tf.js 4.22 takes a dilation rate, and leaves it out of account.
    const windows = windowsOver(input!.slice(0, -1), { size: kernelSize, strides, dilation: 1, padding })
    if (windows === undefined) return undefined
    const { window } = windows
    const positions = windows.rows * windows.columns * groups
    const given = layer.kernel('depthwiseKernel', [...wholeNumbers(kernelSize, 2)!, groups, filters])
    const bias = layer.weight('bias', [groups * filters])
    if (positions * filters !== sizeOf(output) || !given || bias === undefined) return undefined
    if ((bias !== null) !== useBias) return undefined
    const kernel = new Float32Array(given.length)
    for (let k = 0; k < window; k++)
      for (let g = 0; g < groups; g++)
        for (let f = 0; f < filters; f++)
          kernel[(g * window + k) * filters + f] = given[(k * groups + g) * filters + f]!
    return [
      {
        kind: 'affine',
        size: sizeOf(output),
        taps: tapsOf(eachChannel(windows, groups), window),
        kernel,
        bias,
        positions,
        window,
        filters,
        groups,
        rounding: { kind: 'sum' },
        faultyOn: windows.faultyOn,
      },
      ...activationOf(layer, output),
    ]
  },
}
