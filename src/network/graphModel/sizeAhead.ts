import type { tf } from '../../backend/tf.ts'
import { sizeOf } from '../layers/layer.ts'
import { broadcastShape } from '../onnx/tensors.ts'
import type { MappedNode } from './graphExecutor.ts'

type Inputs = readonly tf.Tensor[]

/** Lengths that an input holds; a list of a few. */
function lengths(inputs: Inputs, index: number): number[] {
  const tensor = inputs[index]
  return tensor === undefined || tensor.size > 16 ? [] : Array.from(tensor.dataSync(), (length) => Math.abs(length))
}

const size = (inputs: Inputs, index: number): number => inputs[index]?.size ?? 0
const filled =
  (index: number) =>
  (inputs: Inputs): number =>
    sizeOf(lengths(inputs, index))

/** Widths are listed in pairs, one for each axis from one on. */
function padded(inputs: Inputs, index: number, from: number): number {
  const widths = [...Array.from({ length: 2 * from }, () => 0), ...lengths(inputs, index)]
  return withWidths(inputs[0]?.shape ?? [], widths)
}

function withWidths(shape: readonly number[], widths: readonly number[]): number {
  return sizeOf(shape.map((length, i) => length + (widths[2 * i] ?? 0) + (widths[2 * i + 1] ?? 0)))
}

function resized(inputs: Inputs): number {
  const [rows = 0, , , channels = 0] = inputs[0]?.shape ?? []
  return rows * channels * sizeOf(lengths(inputs, 1))
}

function counted(inputs: Inputs): number {
  const [start = 0, stop = 0, step = 1] = inputs.map((tensor) => tensor.dataSync()[0] as number)
  const count = Math.abs((stop - start) / step)
  return Number.isNaN(count) ? 0 : count
}

/** Rows of one and columns of the other, for each of a batch. */
function multiplied([a, b]: Inputs, { attrParams }: MappedNode): number {
  if (a === undefined || b === undefined || a.rank < 2 || b.rank < 2) return 0
  const [turnsA, turnsB] = ['transposeA', 'transposeB'].map((name) => attrParams[name]?.value === true)
  const columns = b.shape.at(turnsB ? -2 : -1)!
  const batches = sizeOf(b.shape.slice(0, -2)) / sizeOf(a.shape.slice(0, -2))
  return (a.size / a.shape.at(turnsA ? -2 : -1)!) * columns * Math.max(1, batches)
}

/** As many as there are places, of all other axes. */
function gathered(inputs: Inputs): number {
  const axis = inputs[2]?.dataSync()[0] ?? 0
  return (size(inputs, 0) / (inputs[0]?.shape.at(axis) ?? 1)) * size(inputs, 1)
}

/** Each is repeated to the shape of both. */
function broadcast(inputs: Inputs): number {
  let shape: readonly number[] | undefined = []
  for (const one of inputs) shape = shape && broadcastShape(shape, one.shape)
  return sizeOf(shape ?? [])
}

/** Numbers in the result of operators that can make more than they are given. */
const sizes: Readonly<Record<string, (inputs: Inputs, node: MappedNode) => number>> = {
  BatchMatMul: multiplied,
  BatchMatMulV2: multiplied,
  Bincount: filled(1),
  BroadcastTo: filled(1),
  Conv2DBackpropInput: filled(0),
  Conv2dTranspose: filled(0),
  CropAndResize: (inputs) => size(inputs, 1) * (inputs[0]?.shape[3] ?? 0) * sizeOf(lengths(inputs, 3)),
  DenseBincount: filled(1),
  Fill: filled(0),
  Gather: gathered,
  GatherV2: gathered,
  ImageProjectiveTransformV3: resized,
  LinSpace: (inputs) => inputs[2]?.dataSync()[0] ?? 0,
  MatMul: multiplied,
  MirrorPad: (inputs) => padded(inputs, 1, 0),
  Multinomial: (inputs) => size(inputs, 0) * sizeOf(lengths(inputs, 1)),
  OneHot: (inputs) => size(inputs, 0) * sizeOf(lengths(inputs, 1)),
  Pad: (inputs) => padded(inputs, 1, 0),
  PadV2: (inputs) => padded(inputs, 1, 0),
  RandomStandardNormal: filled(0),
  RandomUniform: filled(0),
  RandomUniformInt: filled(0),
  Range: counted,
  ResizeBilinear: resized,
  ResizeNearestNeighbor: resized,
  ScatterNd: filled(2),
  SpaceToBatchND: (inputs) => padded(inputs, 2, 1),
  SparseToDense: filled(1),
  Tile: (inputs) => size(inputs, 0) * sizeOf(lengths(inputs, 1)),
  TruncatedNormal: filled(0),
  UnsortedSegmentSum: (inputs) => size(inputs, 0) * sizeOf(lengths(inputs, 2)),
  _FusedMatMul: multiplied,
}

/**
 * About how many numbers a node will compute, before it does: not fewer than it computes, where it can make more than
 * it is given.
 */
export function sizeAhead(node: MappedNode, inputs: Inputs): number {
  const { op, category, attrParams } = node
  if (Object.hasOwn(sizes, op)) return sizes[op]!(inputs, node)
  if (category === 'arithmetic' || category === 'logical' || op === 'Prelu') return broadcast(inputs)
  // Padding that a convolution states.
  const explicit = [attrParams['explicitPaddings']?.value ?? []].flat().map((width) => Math.abs(Number(width)))
  const [image, kernel] = inputs
  if (explicit.length === 0 || image === undefined || kernel === undefined) return 0
  const filters = (kernel.shape[3] ?? 1) * (/Depthwise/i.test(op) ? 1 : 1 / (image.shape[3] ?? 1))
  return withWidths(image.shape, explicit) * filters
}
