import { sizeOf } from '../../layers/layer.ts'
import { move } from '../graph.ts'
import {
  axesOf,
  constantOf,
  inputOf,
  intsOrInput,
  type Node,
  type ReadOperator,
  sized,
  textOf,
  wholeNumbersOf,
  wrong,
} from '../node.ts'
import { pick } from '../pick.ts'
import { constant, pickTaps, range } from '../tensors.ts'
import * as selectRows from '../rows/selection.ts'
import type { Operators } from './operator.ts'

/** Which index of an axis stands at a place outside of it, by mode; -1 for the constant. */
const outside: Readonly<Record<string, (at: number, length: number) => number>> = {
  constant: () => -1,
  edge: (at, length) => (at < 0 ? 0 : length - 1),
  reflect: (at, length) => {
    const period = 2 * (length - 1)
    const place = period === 0 ? 0 : ((at % period) + period) % period
    return Math.min(place, period - place)
  },
  wrap: (at, length) => ((at % length) + length) % length,
}

const pad: ReadOperator = (node, graph) => {
  const tensor = inputOf(node, 0)
  const { shape } = tensor
  const rank = shape.length
  const pads = intsOrInput(node, node.opset < 2 ? 'paddings' : 'pads', 1, 11)
  const axes = axesOf(node, (node.opset < 18 ? undefined : wholeNumbersOf(node, 3, 'axes')) ?? [...range(rank)], rank)
  const mode = textOf(node, 'mode', 'constant')
  const find = Object.hasOwn(outside, mode) ? outside[mode] : undefined
  if (find === undefined) throw wrong(node, 'a known way to pad', 'mode', mode)
  if (pads?.length !== 2 * axes.length) throw wrong(node, `${2 * axes.length} widths`, 'pads', pads)
  const lengths = axes.map((axis, i) => shape[axis]! + pads[i]! + pads[i + axes.length]!)
  sized(node, lengths)
  const picks = axes.map((axis, i) => {
    const [before, after] = [pads[i]!, pads[i + axes.length]!]
    // Widths below 0 cut numbers off, before what is left is padded.
    const cut = Math.max(0, -before)
    const length = shape[axis]! - cut - Math.max(0, -after)
    if (length <= 0 && mode !== 'constant') throw wrong(node, 'an axis of which something is left', 'pads', pads)
    const index = (k: number): number => {
      const at = k - Math.max(0, before)
      if (at >= 0 && at < length) return cut + at
      const found = find(at, length)
      return found < 0 ? found : cut + found
    }
    return [axis, Int32Array.from({ length: lengths[i]! }, (_, k) => index(k))] as const
  })
  const value = padding(node)
  if (value === 0 || mode !== 'constant') return [pick(node, graph, tensor, new Map(picks))]
  // Another number than 0 comes from a constant behind the others.
  const all = new Map<number, ArrayLike<number>>(picks)
  const along = shape.map((length, axis) => all.get(axis) ?? range(length))
  const { shape: padded, taps } = pickTaps(
    shape,
    (sized(
      node,
      along.map(({ length }) => length),
    ),
    along),
  )
  const filler = constant([1], Float64Array.of(value), tensor.kind === 'constant' ? tensor.type : 'float32')
  const size = sizeOf(shape)
  return [
    move(
      graph,
      [tensor, filler],
      taps.map((tap) => (tap < 0 ? size : tap)),
      padded,
    ),
  ]
}

function padding(node: Node): number {
  if (node.opset < 11) return node.attributes.get('value')?.float ?? 0
  if (node.inputs[2] === undefined) return 0
  const { data } = constantOf(node, 2, 'constant_value')
  if (data.length !== 1) throw wrong(node, 'one number', 'constant_value', data)
  return data[0]!
}

export const paddings: Operators = { Pad: { read: pad, rows: selectRows.pad } }
