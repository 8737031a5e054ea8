import { range } from '../../onnx/tensors.ts'
import type { Known } from '../../onnx/reading/known.ts'
import {
  axisFrom,
  inputOf,
  isRowAxis,
  lengthsOf,
  number,
  refused,
  type Step,
  type Translate,
  type Translations,
  wholeNumbersOf,
} from '../reading/step.ts'

/** As far as an axis goes, either way. */
const FAR = 2 ** 31 - 1

/** What is taken of one axis. */
interface Range {
  readonly axis: number
  readonly start: number
  readonly end: number
  readonly stride: number
}

function cut(step: Step, x: Known, ranges: readonly Range[]): Known {
  const kept = ranges.filter(({ start, end, stride }) => start !== 0 || end !== FAR || stride !== 1)
  if (kept.length === 0) return x
  const list = (key: keyof Range): Known =>
    step.known(
      kept.map((one) => one[key]),
      'int64',
    )
  return step.run('Slice', [x, list('start'), list('end'), list('axis'), list('stride')])
}

const sliced: Translate = (step) => {
  const x = inputOf(step, 0)
  const { shape } = x.tensor
  const [begin, size] = [wholeNumbersOf(step, 1), wholeNumbersOf(step, 2)]
  if (begin.length !== shape.length || size.length !== shape.length) throw refused(step, 'a slice of other axes')
  const ranges = begin.map((start, axis): Range => {
    const isRest = size[axis] === -1
    const end = start + size[axis]!
    if (start < 0 || (!isRest && (size[axis]! < 1 || (end > shape[axis]! && !isRowAxis(x, axis)))))
      throw refused(step, 'a slice that is not within its tensor')
    return { axis, start, end: isRest ? FAR : end, stride: 1 }
  })
  return [cut(step, x, ranges)]
}

/** What TensorFlow's masks make of a slice: what is taken of axes, which of them go, and where others come in. */
interface Steps {
  readonly ranges: readonly Range[]
  readonly gone: readonly number[]
  readonly added: readonly number[]
  /** Is each axis named, and stays? */
  readonly isPlain: boolean
}

type Mask = (place: number) => boolean

function maskOf(step: Step, name: string): Mask {
  const bits = number(step, name)
  return (place) => Math.floor(bits / 2 ** place) % 2 === 1
}

/** What is taken of an axis that stays, or of which one index is left. */
function rangeOf(step: Step, place: number, axis: number, length: number, isShrunk: boolean): Range {
  const [start, end, stride] = [1, 2, 3].map((i) => wholeNumbersOf(step, i)[place]!) as [number, number, number]
  if (stride === 0) throw refused(step, 'a stride of 0')
  if (isShrunk) {
    if (start < -length || start >= length) throw refused(step, 'a slice that is not within its tensor')
    return { axis, start, end: start === -1 ? FAR : start + 1, stride: 1 }
  }
  const [toBegin, toEnd] = [maskOf(step, 'beginMask')(place), maskOf(step, 'endMask')(place)]
  const [first, last] = stride > 0 ? [0, FAR] : [FAR, -FAR]
  return { axis, start: toBegin ? first : start, end: toEnd ? last : end, stride }
}

function stepsOf(step: Step, shape: readonly number[]): Steps {
  const [begin, end, strides] = [1, 2, 3].map((i) => wholeNumbersOf(step, i).length) as [number, number, number]
  if (begin !== end || begin !== strides) throw refused(step, 'a slice without all ends')
  const [isEllipsis, isNew, isShrunk] = ['ellipsisMask', 'newAxisMask', 'shrinkAxisMask'].map((name) =>
    maskOf(step, name),
  ) as [Mask, Mask, Mask]
  const places = [...range(begin)]
  const taken = places.filter((i) => !isEllipsis(i) && !isNew(i)).length
  if (places.filter((i) => isEllipsis(i)).length > 1 || taken > shape.length) throw refused(step, 'its axes')
  const ranges: Range[] = []
  const [gone, added]: [number[], number[]] = [[], []]
  let [axis, place] = [0, 0]
  for (const i of places) {
    if (isEllipsis(i)) {
      axis += shape.length - taken
      place += shape.length - taken
    } else if (isNew(i)) added.push(place++)
    else {
      ranges.push(rangeOf(step, i, axis, shape[axis]!, isShrunk(i)))
      if (isShrunk(i)) gone.push(axis)
      else place++
      axis++
    }
  }
  return { ranges, gone, added, isPlain: gone.length === 0 && added.length === 0 && taken === begin }
}

const sliceInSteps: Translate = (step) => {
  const x = inputOf(step, 0)
  const { ranges, gone, added, isPlain } = stepsOf(step, x.tensor.shape)
  const isFaulty = !isPlain && ranges.some(({ stride }) => stride !== 1)
  if (isFaulty && x.tensor.kind === 'constant') throw refused(step, 'a slice in steps of known numbers')
  // tf.js' own kernels, which begin elsewhere then.
  let all = isFaulty ? step.faulty(['cpu', 'wasm'], () => step.copied(cut(step, x, ranges))) : cut(step, x, ranges)
  if (gone.length > 0) all = step.run('Squeeze', [all, step.known(gone, 'int64')])
  return [added.length > 0 ? step.run('Unsqueeze', [all, step.known(added, 'int64')]) : all]
}

/** Backwards along some axes, which are not those of rows. */
const reversed: Translate = (step) => {
  const x = inputOf(step, 0)
  const axes = [...new Set(wholeNumbersOf(step, 1).map((axis) => axisFrom(step, axis, x.tensor.shape.length)))]
  lengthsOf(step, x, axes)
  return [
    cut(
      step,
      x,
      axes.map((axis) => ({ axis, start: FAR, end: -FAR, stride: -1 })),
    ),
  ]
}

export const slices: Translations = { ReverseV2: reversed, Slice: sliced, StridedSlice: sliceInSteps }
