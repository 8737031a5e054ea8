import { pool } from '../../layers/pooling.ts'
import { type Shape, sizeOf } from '../../layers/layer.ts'
import { affine, append, float32s, type Graph, join, take, whole, withoutZeros } from '../graph.ts'
import { constantOf, intOf, intsOf, type Node, type ReadOperator, refuse, sized, variableOf, wrong } from '../node.ts'
import { pickTaps, type Variable, range } from '../tensors.ts'
import { BEYOND, type Windows, windowsOver } from '../windows.ts'
import * as windowRows from '../rows/windowed.ts'
import type { Operators } from './operator.ts'

/** The axes of [batch, channels, ...space]. */
function axesOf(node: Node, { shape }: Variable): { batch: number; channels: number; space: Shape } {
  if (shape.length < 3) throw wrong(node, 'batch, channels and one axis more', 'shape', shape)
  return { batch: shape[0]!, channels: shape[1]!, space: shape.slice(2) }
}

/**
 * Sums over windows, of one group of channels each. Results come channels last from the sums, and are read channels
 * first.
 */
const convolution: ReadOperator = (node, graph) => {
  const x = variableOf(node, graph, 0)
  const weights = constantOf(node, 1, 'a kernel')
  const { batch, channels, space } = axesOf(node, x)
  const groups = intOf(node, 'group', 1)
  const [filters, inGroup, ...size] = weights.shape as [number, number, ...number[]]
  if (!(groups >= 1) || channels !== inGroup * groups || filters % groups !== 0 || filters === 0)
    throw wrong(node, `a kernel over ${channels} channels in ${groups} groups`, 'W', weights.shape)
  const given = intsOf(node, 'kernel_shape')
  if (given !== undefined && String(given) !== String(size)) throw wrong(node, 'the shape of W', 'kernel_shape', given)
  const { shape, window, pixels } = windowsOver(node, space, size)
  const places = sizeOf(shape)
  const perGroup = filters / groups
  sized(node, [batch, places, groups, inGroup, window])
  sized(node, [batch, places, filters])
  const taps = new Int32Array(batch * places * groups * inGroup * window)
  take(graph, 2 * taps.length + 2 * batch * places * filters)
  let at = 0
  for (let n = 0; n < batch; n++)
    for (let p = 0; p < places; p++)
      for (let channel = 0; channel < channels; channel++)
        for (let k = 0; k < window; k++) {
          const pixel = pixels[p * window + k]!
          taps[at++] = pixel < 0 ? -1 : (n * channels + channel) * sizeOf(space) + pixel
        }
  const own = float32s(weights)
  const kernel = new Float64Array(own.length)
  const inWindow = inGroup * window
  for (let f = 0; f < filters; f++)
    for (let k = 0; k < inWindow; k++)
      kernel[(Math.floor(f / perGroup) * inWindow + k) * perGroup + (f % perGroup)] = own[f * inWindow + k]!
  const bias = node.inputs[2] === undefined ? null : float32s(constantOf(node, 2, 'a bias'))
  if (bias !== null && bias.length !== filters) throw wrong(node, `${filters} biases`, 'B', bias)
  const { reads, compose } = join(graph, [x])
  const last = affine(
    graph,
    { taps: compose(taps), kernel, bias, window: inWindow, filters: perGroup, groups },
    reads,
    [],
  )
  const { taps: first } = pickTaps([batch, places, filters], [range(batch), range(places), range(filters)])
  for (let n = 0, i = 0; n < batch; n++)
    for (let f = 0; f < filters; f++) for (let p = 0; p < places; p++) first[i++] = (n * places + p) * filters + f
  return [{ kind: 'variable', shape: [batch, filters, ...shape], reads: last.reads, taps: first }]
}

/** Taps of windows that see each channel by itself, [batch, channels, places, window]. */
function eachChannel(graph: Graph, node: Node, x: Variable, { shape, pixels, window }: Windows): Int32Array {
  const { batch, channels, space } = axesOf(node, x)
  sized(node, [batch, channels, ...shape, window])
  const taps = new Int32Array(batch * channels * pixels.length)
  take(graph, 2 * taps.length)
  for (let c = 0, i = 0; c < batch * channels; c++)
    for (const pixel of pixels) taps[i++] = pixel < 0 ? pixel : c * sizeOf(space) + pixel
  return taps
}

/** The pool of windows none of which is all padding. */
function pooled(
  graph: Graph,
  node: Node,
  mode: 'average' | 'max',
  x: Variable,
  windows: Windows,
  taps: Int32Array,
): Variable {
  const { batch, channels } = axesOf(node, x)
  const { window, shape } = windows
  const size = taps.length / window
  for (let i = 0; i < size; i++)
    if (taps.subarray(i * window, (i + 1) * window).every((tap) => tap < 0))
      throw wrong(node, 'windows that see more than padding', 'pads', [...(intsOf(node, 'pads') ?? [])])
  const from = withoutZeros(graph, x)
  const { reads, compose } = join(graph, [from])
  return append(graph, pool(mode, size, compose(taps.map((tap) => Math.max(tap, -1))), window), reads, [
    batch,
    channels,
    ...shape,
  ])
}

function windowsOfPool(node: Node, x: Variable): Windows {
  const size = intsOf(node, 'kernel_shape')
  if (size === undefined) throw wrong(node, 'a window', 'kernel_shape', undefined)
  return windowsOver(node, axesOf(node, x).space, size)
}

const maxPool: ReadOperator = (node, graph) => {
  if (node.wanted[1] === true) throw refuse(node, 'its second output, indices', 'Only the maxima can be read.')
  const x = variableOf(node, graph, 0)
  const windows = windowsOfPool(node, x)
  return [pooled(graph, node, 'max', x, windows, eachChannel(graph, node, x, windows))]
}

const averagePool: ReadOperator = (node, graph) => {
  const x = variableOf(node, graph, 0)
  const windows = windowsOfPool(node, x)
  const taps = eachChannel(graph, node, x, windows)
  if (intOf(node, 'count_include_pad', 0) === 0 || !taps.includes(-1))
    return [pooled(graph, node, 'average', x, windows, taps)]
  // Padding counts: a zero is put before all numbers. Places beyond it do not.
  const size = sizeOf(x.shape)
  const zero: Variable = { kind: 'variable', shape: [1], reads: [x.reads[0]!], taps: Int32Array.of(-1) }
  const { reads, compose } = join(graph, [zero, x])
  take(graph, size)
  const padded: Variable = { kind: 'variable', shape: [size + 1], reads, taps: compose(range(size + 1)) }
  const { reads: from } = whole(graph, padded)
  const { batch, channels } = axesOf(node, x)
  const part = pool(
    'average',
    taps.length / windows.window,
    taps.map((tap) => (tap === BEYOND ? -1 : tap + 1)),
    windows.window,
  )
  return [append(graph, part, from, [batch, channels, ...windows.shape])]
}

const global =
  (mode: 'average' | 'max'): ReadOperator =>
  (node, graph) => {
    const x = variableOf(node, graph, 0)
    const { space } = axesOf(node, x)
    const window = sizeOf(space)
    const windows = { shape: space.map(() => 1), window, pixels: range(window) }
    return [pooled(graph, node, mode, x, windows, eachChannel(graph, node, x, windows))]
  }

export const windowed: Operators = {
  AveragePool: { read: averagePool, rows: windowRows.pooling },
  Conv: { read: convolution, rows: windowRows.convolution },
  GlobalAveragePool: { read: global('average'), rows: windowRows.pooling },
  GlobalMaxPool: { read: global('max'), rows: windowRows.pooling },
  MaxPool: { read: maxPool, rows: windowRows.pooling },
}
