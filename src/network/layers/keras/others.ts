import { gather, sameShape, sizeOf } from '../layer.ts'
import { tapsOf } from '../../../operations/affine/taps.ts'
import { across } from '../merges.ts'
import { batchNormalization, scaledBy } from '../normalization.ts'
import type { KerasReader, Settings } from './kerasReader.ts'

/** Steps that are others': `step` says which, or -1 for zeros. */
const moved =
  (step: (settings: Settings, length: number) => ((t: number) => number) | undefined): KerasReader =>
  (_layer, settings, [input], output) => {
    const [length, channels] = input as [number, number]
    const from = step(settings, length)
    if (input!.length !== 2 || from === undefined) return undefined
    return [
      gather(sizeOf(output), (i) => {
        const t = from(Math.floor(i / channels))
        return t < 0 || t >= length ? -1 : t * channels + (i % channels)
      }),
    ]
  }

const first = (value: unknown, otherwise: number): number | undefined => {
  const [one] = [value ?? otherwise].flat() as unknown[]
  return Number.isInteger(one) && (one as number) >= 0 ? (one as number) : undefined
}

const subtract: KerasReader = (_layer, _settings, inputs, output) => {
  const size = sizeOf(output)
  if (inputs.length !== 2 || !inputs.every((input) => sameShape(input, output))) return undefined
  const shape = { positions: size, window: 2, filters: 1, groups: 1 }
  const kernel = Float32Array.of(1, -1)
  const taps = tapsOf(across(2, size), 2)
  return [{ kind: 'affine', size, taps, kernel, bias: null, ...shape, rounding: { kind: 'sum' } }]
}

/** As the layer has it. */
const LEAST = Math.fround(1e-7)

/** (x - mean) / deviation, or x deviation + mean, for each number of the last axis, or for all. */
const normalization: KerasReader = (layer, settings, [input], output) => {
  const isStated = settings['mean'] !== null && settings['mean'] !== undefined
  const channels = settings['axis'] === null || String(settings['axis']) === '' ? [] : [input!.at(-1)!]
  const stated = (name: string): Float64Array | undefined => {
    const values = [settings[name]].flat() as unknown[]
    const isKnown = values.every((one) => typeof one === 'number') && [1, input!.at(-1)].includes(values.length)
    return isKnown ? Float64Array.from(values as number[], Math.fround) : undefined
  }
  const numbers = (name: string): Float64Array | null | undefined =>
    isStated ? stated(name) : layer.weight(name, channels)
  const [means, variances] = [numbers('mean'), numbers('variance')]
  if (!means || !variances) return undefined
  const count = Math.max(means.length, variances.length)
  const each = Array.from({ length: count }, (_, i) => {
    const [mean, variance] = [means[i % means.length]!, variances[i % variances.length]!]
    return { mean, deviation: Math.max(Math.sqrt(variance), LEAST), isInverse: settings['invert'] === true }
  })
  return each.every(({ mean, deviation }) => Number.isFinite(mean) && deviation < Infinity)
    ? [scaledBy(sizeOf(output), each)]
    : undefined
}

const ofBatches: KerasReader = (layer, { axis = -1, epsilon = 1e-3, scale = true, center = true }, [input]) => {
  const said = { axis, epsilon, scale, center, mean: 'moving_mean', variance: 'moving_variance' }
  const found = batchNormalization(layer, said, input!)
  return found && [found.part]
}

export const kerasOthers: Readonly<Record<string, KerasReader>> = {
  BatchNormalization: ofBatches,
  Cropping1D: moved(({ cropping }) => {
    const before = first(cropping, 1)
    return before === undefined ? undefined : (t) => t + before
  }),
  Normalization: normalization,
  Subtract: subtract,
  UpSampling1D: moved(({ size }) => {
    const times = first(size, 2)
    return times === undefined || times < 1 ? undefined : (t) => Math.floor(t / times)
  }),
  ZeroPadding1D: moved(({ padding }) => {
    const before = first(padding, 1)
    return before === undefined ? undefined : (t) => t - before
  }),
}
