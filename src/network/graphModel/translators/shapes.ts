import { int, ints } from '../../onnx/operators/composed/attributes.ts'
import { dataTypeNamed } from '../../onnx/numberTypes.ts'
import type { Known } from '../../onnx/reading/known.ts'
import {
  axisFrom,
  inputOf,
  isRowAxis,
  lengthsOf,
  number,
  refused,
  type Step,
  text,
  type Translate,
  type Translations,
  wholeNumbersOf,
  wholes,
} from '../reading/step.ts'

/** Which axis a number is, of so many. */
function axisOf(step: Step, index: number, rank: number): number {
  const [axis, ...others] = wholeNumbersOf(step, index)
  if (axis === undefined || others.length > 0) throw refused(step, 'several axes')
  return axisFrom(step, axis, rank)
}

/** A 0 is a length as any other. */
const reshaped: Translate = (step) => [step.run('Reshape', [inputOf(step, 0), inputOf(step, 1)], int('allowzero', 1))]

const squeezed: Translate = (step) => {
  const x = inputOf(step, 0)
  const { shape } = x.tensor
  const named = wholes(step, 'axis')
  const ones = shape.flatMap((length, axis) => (length === 1 ? [axis] : []))
  // Where none is named, rows of the batch would be one of them if there is one.
  if (named.length === 0 && ones.some((axis) => isRowAxis(x, axis)))
    throw refused(step, 'an axis of rows that vanishes')
  const axes = (named.length === 0 ? ones : named).map((axis) => axisFrom(step, axis, shape.length))
  return [axes.length === 0 ? x : step.run('Squeeze', [x, step.known(axes, 'int64')])]
}

const expanded: Translate = (step) => {
  const x = inputOf(step, 0)
  const axis = axisOf(step, 1, x.tensor.shape.length + 1)
  return [step.run('Unsqueeze', [x, step.known([axis], 'int64')])]
}

const transposed: Translate = (step) => {
  const x = inputOf(step, 0)
  const order = wholeNumbersOf(step, 1).map((axis) => axisFrom(step, axis, x.tensor.shape.length))
  return [step.run('Transpose', [x], ints('perm', order))]
}

const packed: Translate = (step) => {
  const { shape } = inputOf(step, 0).tensor
  if (step.inputs.some(({ tensor }) => String(tensor.shape) !== String(shape)))
    throw refused(step, 'a pack of several shapes')
  const axis = axisFrom(step, number(step, 'axis'), shape.length + 1)
  const parts = step.inputs.map((input) => step.run('Unsqueeze', [input, step.known([axis], 'int64')]))
  return [step.run('Concat', parts, int('axis', axis))]
}

const unpacked: Translate = (step) => {
  const x = inputOf(step, 0)
  const axis = axisFrom(step, number(step, 'axis'), x.tensor.shape.length)
  const [count] = lengthsOf(step, x, [axis]) as [number]
  const parts = count === 1 ? [x] : step.runAll('Split', [x], int('axis', axis), count)
  return parts.map((part) => step.run('Squeeze', [part, step.known([axis], 'int64')]))
}

const concatenated =
  (axisAt: 'first' | 'last'): Translate =>
  (step) => {
    const at = axisAt === 'first' ? 0 : step.inputs.length - 1
    const parts = step.inputs.filter((_, i) => i !== at)
    if (parts.length < 1 || number(step, 'n') !== parts.length) throw refused(step, 'parts that are not all taken')
    const axis = axisOf(step, at, parts[0]!.tensor.shape.length)
    return [step.run('Concat', parts, int('axis', axis))]
  }

/** In so many even parts. */
const split: Translate = (step) => {
  const x = inputOf(step, 1)
  const axis = axisOf(step, 0, x.tensor.shape.length)
  const [count, [length]] = [number(step, 'numOrSizeSplits'), lengthsOf(step, x, [axis])]
  if (!Number.isInteger(length! / count)) throw refused(step, 'parts that are not even')
  return count === 1 ? [x] : step.runAll('Split', [x], int('axis', axis), count)
}

const splitBySizes: Translate = (step) => {
  const x = inputOf(step, 0)
  const axis = axisOf(step, 2, x.tensor.shape.length)
  const [length] = lengthsOf(step, x, [axis]) as [number]
  const stated = wholeNumbersOf(step, 1)
  // One of them may be what the others leave.
  const rest = length - stated.reduce((sum, size) => sum + (size === -1 ? 0 : size), 0)
  const sizes =
    stated.filter((size) => size === -1).length === 1 ? stated.map((size) => (size === -1 ? rest : size)) : stated
  if (sizes.some((size) => size < 1)) throw refused(step, 'parts of an open size')
  return step.runAll('Split', [x, step.known(sizes, 'int64')], int('axis', axis), sizes.length)
}

/** Widths before and after each axis. */
function widthsOf(step: Step, rank: number): readonly number[] {
  const widths = wholeNumbersOf(step, 1)
  if (widths.length !== 2 * rank || widths.some((width) => width < 0)) throw refused(step, 'its padding')
  return [...widths.filter((_, i) => i % 2 === 0), ...widths.filter((_, i) => i % 2 === 1)]
}

const padded: Translate = (step) => {
  const x = inputOf(step, 0)
  const value = step.inputs[2]
  const pads = step.known(widthsOf(step, x.tensor.shape.length), 'int64')
  return [step.run('Pad', value === undefined ? [x, pads] : [x, pads, value])]
}

/** By reflection only: backends differ where an end is repeated. */
const mirrored: Translate = (step) => {
  const x = inputOf(step, 0)
  const { shape } = x.tensor
  const pads = widthsOf(step, shape.length)
  if (text(step, 'mode') !== 'reflect') throw refused(step, 'padding that is symmetric')
  if (pads.some((width, i) => width >= shape[i % shape.length]! && width > 0)) throw refused(step, 'its padding')
  return [step.run('Pad', [x, step.known(pads, 'int64')], { mode: { text: 'reflect' } })]
}

const gathered = (step: Step, axis: number): Known => {
  const x = inputOf(step, 0)
  const length = x.tensor.shape[axis]!
  if (wholeNumbersOf(step, 1).some((index) => index < 0 || index >= length)) throw refused(step, 'places outside')
  return step.run('Gather', [x, inputOf(step, 1)], int('axis', axis))
}

const gatheredAlong: Translate = (step) => {
  if (number(step, 'batchDims') !== 0) throw refused(step, 'places of its own for each row')
  return [gathered(step, step.inputs.length > 2 ? axisOf(step, 2, inputOf(step, 0).tensor.shape.length) : 0)]
}

/** Whole numbers are all of 64 bits here: as small as those of tf.js, see `inRange`. */
const types: Readonly<Record<string, string>> = { float32: 'FLOAT', int32: 'INT64', bool: 'BOOL' }

const cast: Translate = (step) => {
  const x = inputOf(step, 0)
  const to = types[String(step.attributes['dtype']?.value)]
  if (to === undefined) throw refused(step, 'its type')
  const isKept = to === 'FLOAT' && (x.type === 'float32' || x.type === 'bool')
  if (x.tensor.kind === 'variable' && !isKept) throw refused(step, 'another type of numbers that are computed')
  return [step.run('Cast', [x], int('to', dataTypeNamed(to)))]
}

/** One number in the shape of a tensor. */
const filledAs =
  (value: number): Translate =>
  (step) => {
    const x = inputOf(step, 0)
    return [step.run('Expand', [step.known(value, x.type, []), step.run('Shape', [x])])]
  }

/** Of three tensors of one shape, or for the second operator of shapes that go together. */
const chosen =
  (isBroadcast: boolean): Translate =>
  (step) => {
    const [condition, yes, no] = [0, 1, 2].map((i) => inputOf(step, i)) as [Known, Known, Known]
    const shapes = [condition, yes, no].map(({ tensor }) => String(tensor.shape))
    if (!isBroadcast && new Set(shapes).size > 1) throw refused(step, 'a choice for each row')
    return [step.run('Where', [condition, yes, no])]
  }

const same: Translate = (step) => [inputOf(step, 0)]

export const shapes: Translations = {
  BroadcastTo: (step) => [step.run('Expand', [inputOf(step, 0), inputOf(step, 1)])],
  Cast: cast,
  Concat: concatenated('first'),
  ConcatV2: concatenated('last'),
  ExpandDims: expanded,
  Fill: (step) => [step.run('Expand', [inputOf(step, 1), inputOf(step, 0)])],
  Gather: (step) => [gathered(step, 0)],
  GatherV2: gatheredAlong,
  Identity: same,
  MirrorPad: mirrored,
  Pack: packed,
  Pad: padded,
  PadV2: padded,
  OnesLike: filledAs(1),
  PlaceholderWithDefault: same,
  Reshape: reshaped,
  Select: chosen(false),
  SelectV2: chosen(true),
  Shape: (step) => [step.run('Shape', [inputOf(step, 0)])],
  Snapshot: same,
  Split: split,
  SplitV: splitBySizes,
  Squeeze: squeezed,
  StopGradient: same,
  Tile: (step) => [step.run('Tile', [inputOf(step, 0), inputOf(step, 1)])],
  Transpose: transposed,
  Unpack: unpacked,
  ZerosLike: filledAs(0),
}
