import { activationOf } from '../activations.ts'
import { biasOf, byChannel, pointwise } from '../depthwise.ts'
import { type LayerView, type Part, type Shape, wholeNumbers } from '../layer.ts'
import { tapsOf } from '../../../operations/affine/taps.ts'
import { turned } from '../transposed.ts'
import { inGroups, transposedOver, type Windows, windowsOver } from '../window.ts'
import type { KerasReader, Settings } from './kerasReader.ts'

/** Windows with nothing before the first step where padding is causal. */
function windowsOf(space: Shape, settings: Settings): Windows | undefined {
  const { kernelSize, strides = 1, dilationRate = 1, padding = 'valid' } = settings
  const given = { size: kernelSize, strides, dilation: dilationRate }
  if (padding !== 'causal') return windowsOver(space, { ...given, padding })
  const [size] = wholeNumbers(kernelSize, 1) ?? []
  const [dilation] = wholeNumbers(dilationRate, 1) ?? []
  if (space.length !== 1 || size === undefined || dilation === undefined) return undefined
  const before = dilation * (size - 1)
  const windows = windowsOver([before + space[0]!], { ...given, padding: 'valid' })
  return windows && { ...windows, pixels: windows.pixels.map((at) => Math.max(-1, at - before)) }
}

const useBiasIn = ({ useBias }: Settings): boolean => useBias !== false

const convolution =
  (rank: number): KerasReader =>
  (layer, settings, [input], output) => {
    const groups = wholeNumbers(settings['groups'] ?? 1, 1)?.[0]
    const windows = windowsOf(input!.slice(0, -1), settings)
    const [channels, filters] = [input!.at(-1)!, output.at(-1)!]
    if (input!.length !== rank + 1 || windows === undefined || groups === undefined) return undefined
    const [own, each] = [channels / groups, filters / groups]
    if (!Number.isInteger(own) || !Number.isInteger(each)) return undefined
    const sides = wholeNumbers(settings['kernelSize'], rank)!
    const given = layer.kernel('kernel', [...sides, own, filters])
    const bias = biasOf(layer, filters, useBiasIn(settings))
    if (!given || bias === undefined) return undefined
    const window = windows.window * own
    const kernel = new Float32Array(given.length)
    for (let g = 0; g < groups; g++)
      for (let k = 0; k < window; k++)
        for (let f = 0; f < each; f++) kernel[(g * window + k) * each + f] = given[k * filters + g * each + f]!
    const positions = windows.rows * windows.columns * groups
    const part: Part = {
      kind: 'affine',
      size: positions * each,
      taps: tapsOf(inGroups(windows, channels, groups), window),
      kernel,
      bias,
      positions,
      window,
      filters: each,
      groups,
      rounding: { kind: 'sum' },
      faultyOn: windows.faultyOn,
    }
    return [part, ...activationOf(layer, output)]
  }

const transposed: KerasReader = (layer, settings, [input], output) => {
  const { kernelSize, strides = 1, padding = 'valid' } = settings
  const [channels, filters] = [input!.at(-1)!, output.at(-1)!]
  const windows = transposedOver(input!.slice(0, -1), output.slice(0, -1), { size: kernelSize, strides, padding })
  const kernel = windows && layer.kernel('kernel', [windows.window, filters, channels])
  const bias = biasOf(layer, filters, useBiasIn(settings))
  if (input!.length !== 2 || !windows || !kernel || bias === undefined) return undefined
  return [turned(windows, kernel, { channels, filters }, bias), ...activationOf(layer, output)]
}

/** Steps whose channels are convolved each by itself. */
function depthwise(
  layer: LayerView,
  settings: Settings,
  input: Shape,
  bias: Float64Array | null | undefined,
): Part | undefined {
  const windows = windowsOf(input.slice(0, -1), settings)
  const channels = input.at(-1)!
  const filters = multiplierIn(settings)
  const given = windows && layer.kernel('depthwise_kernel', [windows.window, channels, filters])
  if (input.length !== 2 || !windows || !given || bias === undefined) return undefined
  return byChannel(windows, { given, channels, filters }, bias)
}

const multiplierIn = ({ depthMultiplier }: Settings): number => wholeNumbers(depthMultiplier ?? 1, 1)?.[0] ?? NaN

const depthwiseConv1d: KerasReader = (layer, settings, [input], output) => {
  const bias = biasOf(layer, input!.at(-1)! * multiplierIn(settings), useBiasIn(settings))
  const part = depthwise(layer, settings, input!, bias)
  return part && [part, ...activationOf(layer, output)]
}

const separableConv1d: KerasReader = (layer, settings, [input], output) => {
  const filters = output.at(-1)!
  const first = depthwise(layer, settings, input!, null)
  const kernel = layer.kernel('pointwise_kernel', [1, input!.at(-1)! * multiplierIn(settings), filters])
  const bias = biasOf(layer, filters, useBiasIn(settings))
  if (!first || !kernel || bias === undefined) return undefined
  return [first, pointwise(first.size, kernel, filters, bias), ...activationOf(layer, output)]
}

export const kerasConvolutions: Readonly<Record<string, KerasReader>> = {
  Conv1D: convolution(1),
  Conv1DTranspose: transposed,
  Conv2D: convolution(2),
  DepthwiseConv1D: depthwiseConv1d,
  SeparableConv1D: separableConv1d,
}
