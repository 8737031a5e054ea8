import { int, ints } from '../../onnx/operators/composed/attributes.ts'
import { range } from '../../onnx/tensors.ts'
import type { Known } from '../../onnx/reading/known.ts'
import {
  flag,
  inputOf,
  lengthsOf,
  number,
  refused,
  type Step,
  text,
  type Translate,
  type Translations,
  wholeNumbersOf,
} from '../reading/step.ts'

/** One index of an axis that is made longer or shorter: between which two of the old, and how far from the first. */
interface Place {
  readonly before: number
  readonly after: number
  readonly fraction: number
}

/** Lengths of height and width, old and new. */
function sizesOf(step: Step): readonly (readonly [old: number, wanted: number])[] {
  const x = inputOf(step, 0)
  if (x.tensor.shape.length !== 4) throw refused(step, `an image of ${x.tensor.shape.length} axes`)
  const old = lengthsOf(step, x, [1, 2])
  const wanted = wholeNumbersOf(step, 1)
  if (wanted.length !== 2 || wanted.some((length) => length < 1)) throw refused(step, 'its size')
  return old.map((length, i) => [length, wanted[i]!])
}

/** Fractions with so few bits that every kernel computes them exactly, whether in float32 or in float64. */
function isExact(value: number): boolean {
  return Number.isInteger(value * 2 ** 10) && Math.abs(value) < 2 ** 12
}

/** The places along an axis, in the way that all backends compute them without rounding. */
function placesOf(step: Step, [length, wanted]: readonly [number, number]): Place[] {
  const isAligned = flag(step, 'alignCorners')
  const isHalf = flag(step, 'halfPixelCenters')
  const scale = isAligned && wanted > 1 ? (length - 1) / (wanted - 1) : length / wanted
  if (!isExact(scale) || (isAligned && isHalf)) throw refused(step, `places ${scale} apart, which round`)
  return [...range(wanted)].map((i) => {
    const at = isHalf ? (i + 0.5) * scale - 0.5 : i * scale
    const first = Math.floor(at)
    const clamp = (index: number): number => Math.min(Math.max(index, 0), length - 1)
    return { before: clamp(first), after: clamp(first + 1), fraction: at - first }
  })
}

/** a + (b - a) fraction, as kernels compute it, along one axis: some in float64, and without rounding on the way. */
function mixed(step: Step, x: Known, axis: number, places: readonly Place[]): Known {
  const take = (key: 'before' | 'after'): Known => step.run('Gather', [x, indices(key)], int('axis', axis))
  const indices = (key: 'before' | 'after'): Known =>
    step.known(
      places.map((place) => place[key]),
      'int64',
    )
  if (places.every(({ before, after }) => before === after)) return take('before')
  const [a, b] = [take('before'), take('after')]
  const shape = [1, 1, 1, 1].with(axis, places.length)
  const fractions = step.known(
    places.map(({ fraction }) => fraction),
    'float32',
    shape,
  )
  const difference = step.unsure(step.run('Sub', [b, a]))
  const share = step.unsure(step.run('Mul', [difference, fractions]))
  return step.unsure(step.run('Add', [a, share]))
}

const bilinear: Translate = (step) => {
  const [height, width] = sizesOf(step).map((sizes) => placesOf(step, sizes)) as [Place[], Place[]]
  return [mixed(step, mixed(step, inputOf(step, 0), 2, width), 1, height)]
}

/** Powers of two only: places of others are rounded by each backend in its own way. */
const nearest: Translate = (step) => {
  let x = inputOf(step, 0)
  if (flag(step, 'alignCorners')) throw refused(step, 'corners that are aligned')
  for (const [i, [length, wanted]] of sizesOf(step).entries()) {
    const scale = length / wanted
    if (!Number.isInteger(Math.log2(scale))) throw refused(step, `places ${scale} apart, which round`)
    const offset = flag(step, 'halfPixelCenters') ? 0.5 : 0
    const places = [...range(wanted)].map((k) => Math.min(Math.floor((k + offset) * scale), length - 1))
    x = step.run('Gather', [x, step.known(places, 'int64')], int('axis', i + 1))
  }
  return [x]
}

/** Blocks of channels become places. */
const spread: Translate = (step) => {
  const x = inputOf(step, 0)
  const [height, width, channels] = lengthsOf(step, x, [1, 2, 3]) as [number, number, number]
  const block = number(step, 'blockSize')
  const inner = channels / block ** 2
  if (text(step, 'dataFormat', 'NHWC') !== 'nhwc' || !Number.isInteger(inner) || block < 1)
    throw refused(step, 'blocks that are not of channels last')
  const parts = step.run('Reshape', [x, step.known([0, height, width, block, block, inner], 'int64')])
  const turned = step.run('Transpose', [parts], ints('perm', [0, 1, 3, 2, 4, 5]))
  return [step.run('Reshape', [turned, step.known([0, height * block, width * block, inner], 'int64')])]
}

/** Blocks of height and width, with what is added to or cut off each. */
function blocksOf(step: Step): { block: [number, number]; widths: number[] } {
  const block = wholeNumbersOf(step, 1)
  const widths = wholeNumbersOf(step, 2)
  const isPlain = inputOf(step, 0).tensor.shape.length === 4 && block.length === 2 && widths.length === 4
  if (!isPlain || block.some((one) => one < 1) || widths.some((one) => one < 0)) throw refused(step, 'its blocks')
  return { block: [...block] as [number, number], widths: [...widths] }
}

/** Places of blocks become rows of the batch, as for windows with gaps. */
const toBatch: Translate = (step) => {
  const { block, widths } = blocksOf(step)
  const [down, right] = block
  const [top, bottom, left, end] = widths as [number, number, number, number]
  const pads = step.known([0, top, left, 0, 0, bottom, end, 0], 'int64')
  const x = step.run('Pad', [inputOf(step, 0), pads])
  const [height, width, channels] = lengthsOf(step, x, [1, 2, 3]) as [number, number, number]
  if (height % down !== 0 || width % right !== 0) throw refused(step, 'blocks that do not fill its input')
  const split = step.known([0, height / down, down, width / right, right, channels], 'int64')
  const turned = step.run('Transpose', [step.run('Reshape', [x, split])], ints('perm', [2, 4, 0, 1, 3, 5]))
  return [step.run('Reshape', [turned, step.known([-1, height / down, width / right, channels], 'int64')])]
}

const fromBatch: Translate = (step) => {
  const { block, widths } = blocksOf(step)
  const [down, right] = block
  const [top, bottom, left, end] = widths as [number, number, number, number]
  const x = inputOf(step, 0)
  const [height, width, channels] = x.tensor.shape.slice(1) as [number, number, number]
  const split = step.run('Reshape', [x, step.known([down, right, -1, height, width, channels], 'int64')])
  const turned = step.run('Transpose', [split], ints('perm', [2, 3, 0, 4, 1, 5]))
  const whole = step.run('Reshape', [turned, step.known([-1, height * down, width * right, channels], 'int64')])
  if (widths.every((one) => one === 0)) return [whole]
  const list = (numbers: readonly number[]): Known => step.known(numbers, 'int64')
  const ends = [height * down - bottom, width * right - end]
  if (ends[0]! <= top || ends[1]! <= left) throw refused(step, 'a crop of everything')
  return [step.run('Slice', [whole, list([top, left]), list(ends), list([1, 2])])]
}

export const images: Translations = {
  BatchToSpaceND: fromBatch,
  DepthToSpace: spread,
  ResizeBilinear: bilinear,
  ResizeNearestNeighbor: nearest,
  SpaceToBatchND: toBatch,
}
