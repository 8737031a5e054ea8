import type { BackendName } from '../../backend/name.ts'
import { wholeNumbers } from './layer.ts'

/** Where a window lies that slides over rows and columns. */
export interface Windows {
  /** Those of all planes. */
  readonly rows: number
  readonly columns: number
  /** Positions in the window. */
  readonly window: number
  /** Which pixel, counted row by row, each place of each window sees: [rows * columns, window], -1 outside. */
  readonly pixels: Int32Array
  /**
   * Where convolutions see padding only: XNNPACK takes the negative number of zeros to pad for a huge one where windows
   * leave out rows or columns at the end although they pad, as long strides make them. Windows of one place are spared.
   * Over planes of images tf.js begins such windows, of any kind, too late, where TensorFlow computes none of it.
   */
  readonly faultyOn: readonly BackendName[]
}

export interface WindowSettings {
  readonly size: unknown
  readonly strides: unknown
  readonly dilation: unknown
  readonly padding: unknown
}

/** Places of all windows together that fit into memory with room for bounds on them. */
const MOST_PLACES = 2 ** 24

/**
 * The windows of a Keras layer over an image of `rows` and `columns`, over planes of such, or over steps (one row),
 * whose settings are then single numbers. Undefined for settings that Keras does not know, and for windows too many or
 * too wide to be listed.
 */
export function windowsOver(space: readonly number[], settings: WindowSettings): Windows | undefined {
  const { padding } = settings
  const rank = space.length
  const size = wholeNumbers(settings.size, rank)
  const strides = wholeNumbers(settings.strides, rank)
  const dilation = wholeNumbers(settings.dilation, rank)
  if (size === undefined || strides === undefined || dilation === undefined) return undefined
  if (padding !== 'valid' && padding !== 'same') return undefined
  const places = space.reduce((all, length, i) => all * (Math.ceil(length / strides[i]!) + 1) * size[i]!, 1)
  if (!(places <= MOST_PLACES)) return undefined
  const axes = space.map((length, i) => axis(length, size[i]!, strides[i]!, dilation[i]!, padding))
  if (axes.some(({ seen }) => seen.length === 0)) return undefined
  return listed(axes, space)
}

/** Windows over rows and columns, of which an image has `width`, over steps, or over what has a third axis. */
function listed(axes: readonly Axis[], space: readonly number[]): Windows {
  const columns = axes.at(-1)!
  const width = space.at(-1)!
  const rows = axes.length === 1 ? oneRow : axes.length === 2 ? axes[0]! : both(axes[0]!, axes[1]!, space[1]!)
  const pixels = rows.seen.flatMap((ys) =>
    columns.seen.flatMap((xs) => ys.flatMap((y) => xs.map((x) => (x < 0 || y < 0 ? -1 : y * width + x)))),
  )
  const window = rows.seen[0]!.length * columns.seen[0]!.length
  return {
    rows: rows.seen.length,
    columns: columns.seen.length,
    window,
    pixels: Int32Array.from(pixels),
    faultyOn:
      !rows.leavesOut && !columns.leavesOut ? [] : axes.length > 2 ? ['cpu', 'wasm'] : window > 1 ? ['wasm'] : [],
  }
}

/**
 * The windows of a convolution turned round, from an image or steps to `output`, one padded as it says: each sees in
 * its places the pixels that a convolution would make of it there.
 */
export function transposedOver(
  space: readonly number[],
  output: readonly number[],
  settings: Omit<WindowSettings, 'dilation'>,
): Windows | undefined {
  const rank = space.length
  const { padding } = settings
  const [size, strides] = [wholeNumbers(settings.size, rank), wholeNumbers(settings.strides, rank)]
  if (size === undefined || strides === undefined || (padding !== 'valid' && padding !== 'same')) return undefined
  const places = output.reduce((all, length, i) => all * length * size[i]!, 1)
  if (!(places <= MOST_PLACES)) return undefined
  const lengths = space.map(
    (length, i) => length * strides[i]! + (padding === 'same' ? 0 : Math.max(0, size[i]! - strides[i]!)),
  )
  if (lengths.some((length, i) => length !== output[i])) return undefined
  const axes = space.map((length, i) => {
    const before = padding === 'same' ? Math.floor(Math.max(0, size[i]! - strides[i]!) / 2) : 0
    return Array.from({ length: output[i]! }, (_, o) =>
      Array.from({ length: size[i]! }, (__, k) => {
        const at = (o + before - k) / strides[i]!
        return Number.isInteger(at) && at >= 0 && at < length ? at : -1
      }),
    )
  })
  return listed(
    axes.map((seen) => ({ seen, leavesOut: false })),
    space,
  )
}

interface Axis {
  /** For each output the steps that its window sees, -1 outside. */
  readonly seen: number[][]
  /** Padded, and yet the last window ends before the last step. */
  readonly leavesOut: boolean
}

/** Rows of planes, of which each has `height`, as rows of one image. */
function both(planes: Axis, rows: Axis, height: number): Axis {
  const seen = planes.seen.flatMap((zs) =>
    rows.seen.map((ys) => zs.flatMap((z) => ys.map((y) => (z < 0 || y < 0 ? -1 : z * height + y)))),
  )
  return { seen, leavesOut: planes.leavesOut || rows.leavesOut }
}

const oneRow: Axis = { seen: [[0]], leavesOut: false }

/** Padding `same` puts the smaller half of the zeros first, as TensorFlow does. */
function axis(length: number, size: number, stride: number, dilation: number, padding: 'valid' | 'same'): Axis {
  const span = (size - 1) * dilation + 1
  const outputs = Math.max(0, Math.ceil((padding === 'same' ? length : length - span + 1) / stride))
  const missing = (outputs - 1) * stride + span - length
  const before = padding === 'same' ? Math.floor(Math.max(0, missing) / 2) : 0
  const seen = Array.from({ length: outputs }, (_, o) =>
    Array.from({ length: size }, (__, k) => {
      const at = o * stride + k * dilation - before
      return at < 0 || at >= length ? -1 : at
    }),
  )
  return { seen, leavesOut: padding === 'same' && missing < 0 }
}

/** Taps into numbers of `channels` a pixel, for windows that see all channels at once: [outputs, window * channels]. */
export function acrossChannels(windows: Windows, channels: number): Int32Array {
  return inGroups(windows, channels, 1)
}

/** The same for windows that see a group of channels each: [outputs * groups, window * channels / groups]. */
export function inGroups({ pixels, window }: Windows, channels: number, groups: number): Int32Array {
  const taps = new Int32Array(pixels.length * channels)
  const own = channels / groups
  for (const [i, pixel] of pixels.entries()) {
    const [output, place] = [Math.floor(i / window), i % window]
    for (let c = 0; c < channels; c++) {
      const [group, channel] = [Math.floor(c / own), c % own]
      taps[((output * groups + group) * window + place) * own + channel] = pixel < 0 ? -1 : pixel * channels + c
    }
  }
  return taps
}

/** Taps for windows that see each channel by itself: [outputs * channels, window]. */
export function eachChannel({ pixels, window }: Windows, channels: number): Int32Array {
  const taps = new Int32Array(pixels.length * channels)
  for (const [i, pixel] of pixels.entries()) {
    const output = Math.floor(i / window)
    for (let c = 0; c < channels; c++)
      taps[(output * channels + c) * window + (i % window)] = pixel < 0 ? -1 : pixel * channels + c
  }
  return taps
}
