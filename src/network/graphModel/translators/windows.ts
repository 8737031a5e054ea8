import type { BackendName } from '../../../backend/name.ts'
import { ints } from '../../onnx/operators/composed/attributes.ts'
import type { Attributes } from '../../onnx/operators/operator.ts'
import type { Known } from '../../onnx/reading/known.ts'
import { activated } from './activations.ts'
import { inputOf, lengthsOf, numbersIn, refused, type Step, text, type Translations, wholes } from '../reading/step.ts'

/** How windows slide over height and width. */
interface Windows {
  /** As ONNX states it. */
  readonly attributes: Attributes
  /** See the `Windows` that layers have. */
  readonly leavesOut: boolean
}

const toChannelsFirst = ints('perm', [0, 3, 1, 2])
const toChannelsLast = ints('perm', [0, 2, 3, 1])

/** What `make` makes of a tensor with channels second, of one with channels last. */
function channelsFirst(step: Step, x: Known, make: (x: Known) => Known): Known {
  if (x.tensor.shape.length !== 4) throw refused(step, `an image of ${x.tensor.shape.length} axes`)
  return step.run('Transpose', [make(step.run('Transpose', [x], toChannelsFirst))], toChannelsLast)
}

/** Padding `same` puts the smaller half first. */
function windowsOver(
  step: Step,
  x: Known,
  size: readonly number[],
  dilations: readonly number[],
  mayBeExplicit: boolean,
): Windows {
  const space = lengthsOf(step, x, [1, 2])
  const [first, ...strides] = wholes(step, 'strides', 4).slice(0, 3)
  if (first !== 1 || wholes(step, 'strides', 4)[3] !== 1) throw refused(step, 'strides over rows or channels')
  const padding = text(step, 'pad')
  const explicit = padding === 'explicit' && mayBeExplicit ? wholes(step, 'explicitPaddings', 8) : undefined
  if (padding !== 'same' && padding !== 'valid' && explicit === undefined) throw refused(step, `padding ${padding}`)
  if (explicit !== undefined && [0, 1, 6, 7].some((i) => explicit[i] !== 0))
    throw refused(step, 'padding of rows or channels')
  const missing = space.map((length, i) => {
    const span = (size[i]! - 1) * dilations[i]! + 1
    return (Math.ceil(length / strides[i]!) - 1) * strides[i]! + span - length
  })
  const halves = missing.map((all) => Math.floor(Math.max(0, all) / 2))
  const pads =
    padding === 'same'
      ? [...halves, ...missing.map((all, i) => Math.max(0, all) - halves[i]!)]
      : explicit === undefined
        ? [0, 0, 0, 0]
        : [explicit[2]!, explicit[4]!, explicit[3]!, explicit[5]!]
  const attributes = { ...ints('strides', strides), ...ints('pads', pads), ...ints('dilations', dilations) }
  return { attributes, leavesOut: padding === 'same' && missing.some((all) => all < 0) }
}

/** Only channels last are computed alike by all kernels. */
function checkFormat(step: Step): void {
  if (text(step, 'dataFormat', 'NHWC') !== 'nhwc') throw refused(step, 'channels that are not last')
}

/** Dilations of the two axes. */
function dilationsOf(step: Step): readonly number[] {
  const all = wholes(step, 'dilations')
  const [rows, height, width, channels] = all.length === 0 ? [1, 1, 1, 1] : all
  if (rows !== 1 || channels !== 1 || height === undefined || width === undefined)
    throw refused(step, 'dilations over rows or channels')
  return [height, width]
}

/** A kernel's numbers with its axes in another order. */
function turned(step: Step, kernel: Known, perm: readonly number[]): Known {
  if (kernel.tensor.kind !== 'constant') throw refused(step, 'a kernel that is computed')
  if (kernel.tensor.shape.length !== 4) throw refused(step, 'a kernel that has not four axes')
  return step.run('Transpose', [kernel], ints('perm', perm))
}

/** Kernels that compute something else: XNNPACK's, see the windows that layers have. */
function faultsOf(size: readonly number[], { leavesOut }: Windows): BackendName[] {
  return leavesOut && size.some((length) => length > 1) ? ['wasm'] : []
}

/** Kernels are [height, width, channels, filters]. */
function convolved(step: Step): Known {
  checkFormat(step)
  const [x, kernel] = [inputOf(step, 0), inputOf(step, 1)]
  const size = kernel.tensor.shape.slice(0, 2)
  const windows = windowsOver(step, x, size, dilationsOf(step), true)
  const weights = turned(step, kernel, [3, 2, 0, 1])
  return step.faulty(faultsOf(size, windows), () =>
    channelsFirst(step, x, (image) => step.run('Conv', [image, weights], windows.attributes)),
  )
}

/** Kernels are [height, width, channels, multiplier]: output channel: channel * multiplier + filter. */
function convolvedByChannel(step: Step): Known {
  checkFormat(step)
  const [x, kernel] = [inputOf(step, 0), inputOf(step, 1)]
  const [height = 0, width = 0, channels = 0, multiplier = 0] = kernel.tensor.shape
  const windows = windowsOver(step, x, [height, width], dilationsOf(step), true)
  const filters = turned(step, kernel, [2, 3, 0, 1])
  const shape = step.known([channels * multiplier, 1, height, width], 'int64')
  const weights = step.run('Reshape', [filters, shape])
  return step.faulty(faultsOf([height, width], windows), () =>
    channelsFirst(step, x, (image) =>
      step.run('Conv', [image, weights], { ...windows.attributes, group: { int: channels } }),
    ),
  )
}

/**
 * The slope of a convolution by its image. Kernels are [height, width, filters, channels], and what is stated first is
 * the shape of the image, of which the first length is that of the batch.
 */
function convolvedBack(step: Step): Known {
  checkFormat(step)
  const [sizes, kernel, x] = [inputOf(step, 0), inputOf(step, 1), inputOf(step, 2)]
  const [height, width] = numbersIn(
    step,
    step.run('Slice', [sizes, ...[1, 3, 0].map((one) => step.known([one], 'int64'))]),
  )
  const [first, ...strides] = wholes(step, 'strides', 4).slice(0, 3)
  if (first !== 1 || wholes(step, 'strides', 4)[3] !== 1) throw refused(step, 'strides over rows or channels')
  const padding = text(step, 'pad')
  if (padding !== 'same' && padding !== 'valid') throw refused(step, `padding ${padding}`)
  const axes = lengthsOf(step, x, [1, 2]).map((length, i) => {
    const [size, stride, wanted] = [kernel.tensor.shape[i]!, strides[i]!, [height, width][i]!]
    const before = padding === 'same' ? Math.floor(Math.max(0, (length - 1) * stride + size - wanted) / 2) : 0
    return { before, after: (length - 1) * stride + size - wanted - before }
  })
  const attributes = {
    ...ints('strides', strides),
    ...ints('pads', [...axes.map(({ before }) => before), ...axes.map(({ after }) => Math.max(0, after))]),
    ...ints(
      'output_padding',
      axes.map(({ after }) => Math.max(0, -after)),
    ),
  }
  const weights = turned(step, kernel, [3, 2, 0, 1])
  return channelsFirst(step, x, (image) => step.run('ConvTranspose', [image, weights], attributes))
}

const pooled =
  (type: 'MaxPool' | 'AveragePool') =>
  (step: Step): readonly Known[] => {
    const x = inputOf(step, 0)
    const size = wholes(step, 'kernelSize', 4)
    if (size[0] !== 1 || size[3] !== 1) throw refused(step, 'a pool over rows or channels')
    const inner = size.slice(1, 3)
    const { attributes } = windowsOver(step, x, inner, [1, 1], false)
    const given = { ...attributes, ...ints('kernel_shape', inner) }
    return [channelsFirst(step, x, (image) => step.run(type, [image], given))]
  }

/** By statistics that are known; channels are last whatever the file says, as for tf.js. */
const normalized = (step: Step): readonly Known[] => {
  const x = inputOf(step, 0)
  const [scale, offset, mean, variance] = [1, 2, 3, 4].map((i) => inputOf(step, i))
  const epsilon = step.attributes['epsilon']?.value
  if (typeof epsilon !== 'number' || !(epsilon >= 0)) throw refused(step, 'its attribute epsilon')
  return [
    channelsFirst(step, x, (image) =>
      step.run('BatchNormalization', [image, scale, offset, mean, variance], { epsilon: { float: epsilon } }),
    ),
  ]
}

export const windowed: Translations = {
  AvgPool: pooled('AveragePool'),
  Conv2D: (step) => [convolved(step)],
  Conv2DBackpropInput: (step) => [convolvedBack(step)],
  DepthwiseConv2d: (step) => [convolvedByChannel(step)],
  DepthwiseConv2dNative: (step) => [convolvedByChannel(step)],
  FusedBatchNorm: normalized,
  FusedBatchNormV2: normalized,
  FusedBatchNormV3: normalized,
  FusedDepthwiseConv2dNative: (step) => [activated(step, convolvedByChannel(step))],
  MaxPool: pooled('MaxPool'),
  _FusedConv2D: (step) => [activated(step, convolved(step))],
}
