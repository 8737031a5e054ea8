import { FLOAT32_MIN_NORMAL } from '../../numeric/float32.ts'
import { overflow } from '../../numeric/rounding.ts'
import { inOrder } from '../../operations/affine/taps.ts'
import { type LayerView, oneAxis, type Part, type Readers, type Shape, sizeOf } from './layer.ts'

/** What a layer of batch normalization says, and what it calls its statistics. */
export interface BatchNormalization {
  readonly axis: unknown
  readonly epsilon: unknown
  readonly scale: unknown
  readonly center: unknown
  readonly mean: string
  readonly variance: string
}

/**
 * BatchNormalization in inference: y = x s - mean s + beta with s = gamma / sqrt(variance + epsilon), for each channel
 * of the axis. Kernels compute (x - mean) first, or x s, or fold mean s into beta; the reciprocal root may be an
 * approximation refined to a few units in the last place. No more than 16 roundings befall each of the three terms in
 * any of these ways (float64 included). Where anything on one of these ways might overflow or vanish, or a negative
 * variance cancels epsilon (which kernels round), the limit is -1: nothing is said. Also whether there are numbers
 * between those of one channel and the next.
 */
export function batchNormalization(
  layer: LayerView,
  said: BatchNormalization,
  input: Shape,
): { readonly part: Part; readonly isSpread: boolean } | undefined {
  const { epsilon, scale, center } = said
  const axis = oneAxis(said.axis)
  if (axis === undefined || typeof epsilon !== 'number') return undefined
  // Keras counts the batch dimension.
  const channelAxis = axis < 0 ? axis + input.length : axis - 1
  const channels = input[channelAxis]
  if (channels === undefined) return undefined
  const gamma = layer.weight('gamma', [channels])
  const beta = layer.weight('beta', [channels])
  const mean = layer.weight(said.mean, [channels])
  const variance = layer.weight(said.variance, [channels])
  if (gamma === undefined || beta === undefined || !mean || !variance) return undefined
  if ((gamma !== null) !== scale || (beta !== null) !== center) return undefined
  const inner = sizeOf(input.slice(channelAxis + 1))
  const groups = mean.length * inner
  const all = Array.from({ length: groups }, (_, g) => {
    const c = Math.floor(g / inner)
    return normalize(mean[c]!, variance[c]!, gamma?.[c] ?? 1, beta?.[c] ?? 0, epsilon)
  })
  const each = (pick: (channel: Channel) => number): Float64Array => Float64Array.from(all, pick)
  return { part: normalizing(sizeOf(input), groups, each), isSpread: inner > 1 && mean.length > 1 }
}

export const normalization: Readers = {
  BatchNormalization: (layer, [input]) => {
    const { axis, epsilon, scale, center } = layer.config
    const said = { axis, epsilon, scale, center, mean: 'movingMean', variance: 'movingVariance' }
    const found = batchNormalization(layer, said, input!)
    // The kernels take means and variances in turn, as if the axis were the last.
    return found && [{ ...found.part, faultyOn: found.isSpread ? ['cpu', 'wasm'] : [] }]
  },
}

/** What is made of the numbers of one channel: (x - mean) / deviation, or the other way round x deviation + mean. */
interface Scaled {
  readonly mean: number
  readonly deviation: number
  readonly isInverse: boolean
}

/**
 * Numbers whose channels come in turn, each scaled by a real deviation that kernels compute up to a few roundings: not
 * more than 16 in all.
 */
export function scaledBy(size: number, channels: readonly Scaled[]): Part {
  const groups = channels.length
  const all = channels.map(({ mean, deviation, isInverse }): Channel => {
    if (!isInverse) return normalize(mean, deviation ** 2, 1, 0, 0)
    const limit = ((overflow / 4 - Math.abs(mean)) / (1 + deviation)) * (1 - 2 ** -40)
    return {
      kernel: deviation,
      bias: mean,
      offset: Math.abs(mean),
      limit: deviation < 1e30 && limit >= 0 ? limit : -1,
      underflow: [8 * (1 + deviation) * FLOAT32_MIN_NORMAL, 0],
    }
  })
  return normalizing(size, groups, (pick) => Float64Array.from(all, pick))
}

/** Each number times a kernel plus a bias, by the `groups` in turn. */
function normalizing(
  size: number,
  groups: number,
  each: (pick: (channel: Channel) => number) => Float64Array,
): Extract<Part, { kind: 'affine' }> {
  return {
    kind: 'affine',
    size,
    taps: inOrder(1),
    kernel: each((channel) => channel.kernel),
    bias: each(({ bias }) => bias),
    positions: size,
    window: 1,
    filters: 1,
    groups,
    rounding: {
      kind: 'scale',
      offset: each(({ offset }) => offset),
      limit: each(({ limit }) => limit),
      underflow: [each(({ underflow }) => underflow[0]), each(({ underflow }) => underflow[1])],
    },
  }
}

/** What BatchNormalization makes of one channel. */
export interface Channel {
  readonly kernel: number
  readonly bias: number
  readonly offset: number
  readonly limit: number
  readonly underflow: readonly [constant: number, slope: number]
}

export function normalize(mean: number, variance: number, gamma: number, beta: number, epsilon: number): Channel {
  const root = Math.sqrt(variance + epsilon)
  const s = gamma / root
  const m = Math.abs(mean)
  // (|x| + |mean| + 1) stretched by everything it may meet on the way stays below a quarter of what overflows.
  const stretch = (1 + Math.abs(gamma)) * (1 + 1 / root) * (1 + root)
  const limit = ((overflow / 4 - Math.abs(beta)) / stretch - m - 1) * (1 - 2 ** -40)
  const tame = variance >= 0 && root * root > 1e-30 && (gamma === 0 || Math.abs(s) > 1e-30) && limit >= 0
  return {
    kernel: s,
    bias: beta - mean * s,
    offset: Math.abs(mean * s) + Math.abs(beta),
    limit: tame ? limit : -1,
    // x, mean and their difference, scaled; products and sums at the end; gamma times x, or (x - mean) gamma before it
    // is divided.
    underflow: [
      8 * (1 + Math.abs(s) + (1 + m) * (1 + 1 / root)) * FLOAT32_MIN_NORMAL,
      8 * (1 + 1 / root) * FLOAT32_MIN_NORMAL,
    ],
  }
}
