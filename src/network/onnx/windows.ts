import { intOf, intsOf, type Node, refuse, sized, textOf, wrong } from './node.ts'
import { MOST_NUMBERS, stridesOf } from './tensors.ts'
import { type Shape, sizeOf } from '../layers/layer.ts'

/** Where a window lies that slides along the axes after batch and channels. */
export interface Windows {
  /** Windows along each axis. */
  readonly shape: Shape
  /** Places in each. */
  readonly window: number
  /**
   * Which place of the axes, counted row by row, each place of each window sees: -1 in the padding, -2 past its end.
   */
  readonly pixels: Int32Array
}

interface AxisWindows {
  /**
   * For each place of each window, one window after the other: steps along the axis, -1 in the padding, -2 past its
   * end.
   */
  readonly seen: Int32Array
  readonly count: number
}

/** Places past the end of what is padded, which a window has that begins inside: ceil_mode lets those be. */
export const BEYOND: number = -2

/** The windows of a convolution or pooling over `space`, from its attributes. */
export function windowsOver(node: Node, space: Shape, size: Shape): Windows {
  const rank = space.length
  if (rank < 1 || rank > 3) throw refuse(node, `windows over ${rank} axes`, 'One to three axes can be read.')
  const strides = positive(node, 'strides', rank)
  const dilations = positive(node, 'dilations', rank)
  const pads = intsOf(node, 'pads') ?? Array.from({ length: 2 * rank }, () => 0)
  if (size.length !== rank || !size.every((one) => Number.isInteger(one) && one > 0))
    throw wrong(node, `a window over ${rank} axes`, 'kernel_shape', size)
  if (pads.length !== 2 * rank || !pads.every((one) => Number.isInteger(one) && one >= 0))
    throw wrong(node, `${2 * rank} widths of padding`, 'pads', pads)
  const automatic = automaticPadding(node, dilations)
  const ceil = intOf(node, 'ceil_mode', 0) !== 0
  const axes = space.map((length, axis): AxisWindows => {
    const [stride, dilation] = [strides[axis]!, dilations[axis]!]
    const span = (size[axis]! - 1) * dilation + 1
    const given = [pads[axis]!, pads[axis + rank]!] as const
    const [before, after, count] = placed(automatic, ceil, { length, stride, span, pads: given })
    if (!(count >= 1)) throw wrong(node, 'a window that fits into its input', 'kernel_shape', size)
    const numbers = count * size[axis]!
    if (!(numbers <= MOST_NUMBERS)) throw wrong(node, `at most ${MOST_NUMBERS} places of windows`, 'kernel_shape', size)
    const seen = new Int32Array(numbers)
    for (let o = 0, i = 0; o < count; o++)
      for (let k = 0; k < size[axis]!; k++, i++) {
        const at = o * stride + k * dilation - before
        seen[i] = at >= length + after ? BEYOND : at < 0 || at >= length ? -1 : at
      }
    return { seen, count }
  })
  return combine(node, space, size, axes)
}

/** How padding is found where it is not stated. */
function automaticPadding(node: Node, dilations: readonly number[]): string {
  const automatic = textOf(node, 'auto_pad', 'NOTSET')
  if (!['NOTSET', 'VALID', 'SAME_UPPER', 'SAME_LOWER'].includes(automatic))
    throw wrong(node, 'a known way to pad', 'auto_pad', automatic)
  if (automatic.startsWith('SAME') && dilations.some((dilation) => dilation > 1)) {
    const what = `auto_pad=${automatic} of windows with gaps`
    throw refuse(node, what, 'Runtimes pad them each in their own way: state pads.')
  }
  return automatic
}

/** Zeros before and after, and how many windows there are along an axis. */
function placed(
  automatic: string,
  ceil: boolean,
  { length, stride, span, pads }: { length: number; stride: number; span: number; pads: readonly [number, number] },
): [before: number, after: number, count: number] {
  if (automatic.startsWith('SAME')) {
    const count = Math.ceil(length / stride)
    const missing = Math.max(0, (count - 1) * stride + span - length)
    const less = Math.floor(missing / 2)
    return automatic === 'SAME_UPPER' ? [less, missing - less, count] : [missing - less, less, count]
  }
  const [before, after] = automatic === 'VALID' ? [0, 0] : pads
  const steps = (length + before + after - span) / stride
  if (!ceil) return [before, after, Math.floor(steps) + 1]
  const count = Math.ceil(steps) + 1
  // No window begins in the padding at the end.
  return [before, after, (count - 1) * stride >= length + before ? count - 1 : count]
}

/** Windows over all axes from those along each. */
function combine(node: Node, space: Shape, size: Shape, axes: readonly AxisWindows[]): Windows {
  const shape = axes.map(({ count }) => count)
  const window = sizeOf(size)
  sized(node, [...shape, ...size])
  const strides = stridesOf(space)
  const pixels = new Int32Array(sizeOf(shape) * window)
  const index = shape.map(() => 0)
  const place = shape.map(() => 0)
  for (let i = 0; i < pixels.length; i++) {
    let [outer, inner] = [Math.floor(i / window), i % window]
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      index[axis] = outer % shape[axis]!
      place[axis] = inner % size[axis]!
      outer = Math.floor(outer / shape[axis]!)
      inner = Math.floor(inner / size[axis]!)
    }
    let pixel = 0
    for (let axis = 0; axis < shape.length; axis++) {
      const at = axes[axis]!.seen[index[axis]! * size[axis]! + place[axis]!]!
      if (at < 0 || pixel < 0) pixel = Math.min(at, pixel, -1)
      else pixel += at * strides[axis]!
    }
    pixels[i] = pixel
  }
  return { shape, window, pixels }
}

function positive(node: Node, name: string, rank: number): readonly number[] {
  const given = intsOf(node, name) ?? Array.from({ length: rank }, () => 1)
  if (given.length !== rank || !given.every((one) => Number.isInteger(one) && one > 0))
    throw wrong(node, `${rank} positive whole numbers`, name, given)
  return given
}
