import type { BackendName } from '../../backend/name.ts'
import { type Part, type ReadLayer, type Readers, type Shape, sizeOf } from './layer.ts'
import { tapsOf } from '../../operations/affine/taps.ts'
import { eachChannel, type Windows, windowsOver } from './window.ts'

type Mode = 'average' | 'max'

const sliding =
  (mode: Mode): ReadLayer =>
  ({ config: { poolSize, strides, padding, dataFormat } }, [input], output) => {
    // Layers over steps have no data format.
    if (dataFormat !== undefined && dataFormat !== 'channelsLast') return undefined
    const windows = windowsOver(input!.slice(0, -1), { size: poolSize, strides, dilation: 1, padding })
    if (windows === undefined || windows.rows * windows.columns * input!.at(-1)! !== sizeOf(output)) return undefined
    const part = pool(mode, sizeOf(output), eachChannel(windows, input!.at(-1)!), windows.window)
    return [input!.length < 4 ? part : { ...part, faultyOn: faultyOn(mode, windows) }]
  }

/** wasm's kernel of volumes begins with the least positive number, of which negative ones are never the largest. */
function faultyOn(mode: Mode, windows: Windows): BackendName[] {
  return [...new Set<BackendName>([...windows.faultyOn, ...(mode === 'max' ? (['wasm'] as const) : [])])]
}

const whole =
  (mode: Mode): ReadLayer =>
  ({ config: { dataFormat } }, [input], output) => {
    if (dataFormat !== undefined && dataFormat !== 'channelsLast') return undefined
    return sizeOf(output) === input!.at(-1)! ? [wholePool(mode, input!)] : undefined
  }

/** All places of each channel, which are last. */
export function wholePool(mode: Mode, input: Shape): Part {
  const channels = input.at(-1)!
  const window = sizeOf(input) / channels
  const taps = Int32Array.from({ length: sizeOf(input) }, (_, i) => (i % window) * channels + Math.floor(i / window))
  return pool(mode, channels, taps, window)
}

/** The largest number or the mean of each of `size` windows. Padding counts for nothing. */
export function pool(mode: Mode, size: number, taps: Int32Array, window: number): Part {
  if (mode === 'max') return { kind: 'extremum', mode, size, taps, window }
  const counts = Array.from(
    { length: size },
    (_, p) => taps.subarray(p * window, (p + 1) * window).filter((tap) => tap >= 0).length,
  )
  const groups = counts.every((count) => count === counts[0]) ? 1 : size
  const kernel = Float64Array.from({ length: groups * window }, (_, i) => 1 / counts[Math.floor(i / window)]!)
  const shape = { positions: size, window, filters: 1, groups }
  return { kind: 'affine', size, taps: tapsOf(taps, window), kernel, bias: null, ...shape, rounding: { kind: 'mean' } }
}

export const pooling: Readers = {
  AveragePooling1D: sliding('average'),
  AveragePooling2D: sliding('average'),
  AveragePooling3D: sliding('average'),
  MaxPooling1D: sliding('max'),
  MaxPooling2D: sliding('max'),
  MaxPooling3D: sliding('max'),
  GlobalAveragePooling1D: whole('average'),
  GlobalAveragePooling2D: whole('average'),
  GlobalMaxPooling1D: whole('max'),
  GlobalMaxPooling2D: whole('max'),
}
