import { sizeOf } from '../../../layers/layer.ts'
import { intOf, type Node, refuse, sized, textOf, wholeNumbersOf, wrong } from '../../node.ts'
import type { Known } from '../../reading/known.ts'
import { range, stridesOf, zerosOf } from '../../tensors.ts'
import { type Compose, innerAxes, type Operators, type Others } from '../operator.ts'
import { int, ints } from './attributes.ts'

const { abs, floor, fround, max, min } = Math

/** How one axis of an image is sampled. */
interface Sampling {
  readonly length: number
  readonly mode: 'nearest' | 'linear' | 'cubic'
  readonly padding: 'zeros' | 'border' | 'reflection'
  readonly isAligned: boolean
}

const modes: Readonly<Record<string, Sampling['mode']>> = {
  nearest: 'nearest',
  linear: 'linear',
  bilinear: 'linear',
  cubic: 'cubic',
  bicubic: 'cubic',
}

/** Keys (1981), with the same coefficient as Resize. */
function cubic(x: number): number {
  const [a, t] = [-0.75, abs(x)]
  if (t <= 1) return (a + 2) * t ** 3 - (a + 3) * t ** 2 + 1
  return t < 2 ? a * t ** 3 - 5 * a * t ** 2 + 8 * a * t - 4 * a : 0
}

/** Where the image ends, so that what lies beyond is its mirror image. */
function endsOf({ length, isAligned }: Sampling): readonly [number, number] {
  return isAligned ? [0, length - 1] : [-0.5, length - 0.5]
}

/** A place beyond an end is as far inside of it, there and back again. */
function reflected(x: number, [lo, hi]: readonly [number, number]): number {
  const width = hi - lo
  if (width === 0) return lo
  const along = abs(x - lo) % (2 * width)
  return lo + width - abs(along - width)
}

/** What each number along an axis weighs at a known place from -1 to 1, which is taken to the axis in float32. */
function weightsAt(sampling: Sampling, place: number): Float64Array {
  const { length, mode, padding, isAligned } = sampling
  const weights = new Float64Array(length)
  const from1 = fround(fround(place) + 1)
  const at = isAligned ? fround(fround(from1 / 2) * (length - 1)) : fround(fround(fround(from1 * length) - 1) / 2)
  const inside = (x: number): number => {
    const whole = padding === 'reflection' ? reflected(x, endsOf(sampling)) : x
    return padding === 'zeros' ? x : min(max(whole, 0), length - 1)
  }
  const add = (k: number, weight: number): void => {
    const own = inside(k)
    if (own >= 0 && own < length) weights[own]! += weight
  }
  if (mode === 'nearest') {
    const below = floor(at)
    const isUp = at - below > 0.5 || (at - below === 0.5 && below % 2 !== 0)
    add(isUp ? below + 1 : below, 1)
    return weights
  }
  const [lo, hi] = endsOf(sampling)
  const own = at < lo || at > hi ? inside(at) : at
  // So far out there is no neighbour within.
  if (own < -2 || own > length + 1) return weights
  for (let k = floor(own) - 1; k <= floor(own) + 2; k++)
    add(k, mode === 'cubic' ? cubic(own - k) : max(0, 1 - abs(own - k)))
  return weights
}

/** [batch, 1, places] as weights [batch, length, places] of numbers along an axis. */
function weigh(node: Node, { run, known }: Others, places: Known, sampling: Sampling): Known {
  const { length, mode, padding, isAligned } = sampling
  const { tensor } = places
  const [batch, , count] = tensor.shape as [number, number, number]
  const shape = sized(node, [batch, length, count])
  if (tensor.kind === 'constant') {
    if (!tensor.data.every(Number.isFinite)) throw wrong(node, 'finite places', 'grid', tensor.data)
    const all = Array.from(tensor.data, (place) => weightsAt(sampling, place))
    const at = (i: number): number => Math.floor(i / (length * count)) * count + (i % count)
    const data = Array.from({ length: batch * length * count }, (_, i) => all[at(i)]![Math.floor(i / count) % length]!)
    return { ...places, ...known(data, 'float32', shape), followed: places.followed }
  }
  if (mode === 'cubic') throw refuse(node, 'cubic samples at computed places', 'Sample linearly.')
  const from1 = run('Add', [places, known(1)])
  const scaled = isAligned
    ? run('Mul', [from1, known((length - 1) / 2)])
    : run('Add', [run('Mul', [from1, known(length / 2)]), known(-0.5)])
  const rounded = mode === 'nearest' ? run('Round', [scaled]) : scaled
  const within = padding === 'reflection' ? mirrored({ run, known }, rounded, endsOf(sampling)) : rounded
  const own = padding === 'zeros' ? within : run('Clip', [within, known(0), known(length - 1)])
  const off = run('Sub', [own, known([...range(length)], 'float32', [1, length, 1])])
  // A tent of width 2 over each number; of whole places its tip or nothing.
  return run('Relu', [run('Sub', [known(1), run('Abs', [off])])])
}

function mirrored({ run, known }: Pick<Others, 'run' | 'known'>, x: Known, [lo, hi]: readonly [number, number]): Known {
  const width = hi - lo
  if (width === 0) return run('Mul', [x, known(0)])
  const along = run('Add', [x, known(-lo)])
  const turns = run('Floor', [run('Mul', [along, known(1 / (2 * width))])])
  const rest = run('Sub', [along, run('Mul', [turns, known(2 * width)])])
  return run('Sub', [known(hi), run('Abs', [run('Sub', [rest, known(width)])])])
}

/**
 * Images sampled at places: numbers along each axis are weighed, the last axis first, and added up. What one place
 * weighs is the product of what its axes weigh.
 */
const gridSample: Compose = (node, others) => {
  const { run, known, inputs: [x, grid] } = others // prettier-ignore
  const [shape, places] = [x!.tensor.shape, grid!.tensor.shape]
  const space = shape.slice(2)
  if (space.length < 1 || places.length !== shape.length || places.at(-1) !== space.length || places[0] !== shape[0])
    throw wrong(node, `a place in each of [${space.join(', ')}] of ${shape[0]} images`, 'grid', places)
  const mode = modes[textOf(node, 'mode', 'linear')]
  const padding = textOf(node, 'padding_mode', 'zeros') as Sampling['padding']
  if (mode === undefined || !['zeros', 'border', 'reflection'].includes(padding))
    throw wrong(node, 'a known mode and padding', 'mode', [textOf(node, 'mode', 'linear'), padding])
  const isAligned = intOf(node, 'align_corners', 0) !== 0
  let all = x!
  for (const [i, length] of space.toReversed().entries()) {
    const along = run('Gather', [grid, known([i], 'int64')], int('axis', places.length - 1))
    const flat = run('Reshape', [along, known([0, 1, -1], 'int64')])
    const weights = weigh(node, others, flat, { length, mode, padding, isAligned })
    const count = flat.tensor.shape[2]!
    const before = shape.slice(1, -1 - i)
    if (i === 0) {
      const lines = run('Reshape', [all, known([0, -1, length], 'int64')])
      all = run('Reshape', [run('MatMul', [lines, weights]), known([0, ...before, count], 'int64')])
      continue
    }
    const own = run('Reshape', [weights, known([0, ...zerosOf(before.length).map(() => 1), length, count], 'int64')])
    all = run('ReduceSum', [run('Mul', [all, own]), known([before.length + 1], 'int64')], int('keepdims', 0))
  }
  return [run('Reshape', [all, known([0, shape[1]!, ...places.slice(1, -1)], 'int64')])]
}

/** Evenly spread places from -1 to 1: of all numbers of an image its last axis first, and a 1, mapped by matrices. */
const affineGrid: Compose = (node, { run, known, inputs: [theta] }) => {
  const size = wholeNumbersOf(node, 1, 'a size') ?? []
  const space = size.slice(2)
  const [batch, ...matrix] = theta!.tensor.shape
  if (String(matrix) !== String([space.length, space.length + 1]) || size[0] !== batch)
    throw wrong(node, `a matrix for each of [${size.join(', ')}]`, 'theta', theta!.tensor.shape)
  const shape = sized(node, space)
  const isAligned = intOf(node, 'align_corners', 0) !== 0
  const place = (i: number, length: number): number =>
    isAligned ? (length === 1 ? 0 : (2 * i) / (length - 1) - 1) : (2 * i + 1) / length - 1
  const strides = stridesOf(shape)
  const all = Array.from({ length: sizeOf(shape) }, (_, p) => [
    ...space.map((length, axis) => place(Math.floor(p / strides[axis]!) % length, length)).toReversed(),
    1,
  ]).flat()
  const places = known(all.map(fround), 'float32', [sizeOf(shape), space.length + 1])
  const mapped = run('MatMul', [places, run('Transpose', [theta], ints('perm', [0, 2, 1]))])
  return [run('Reshape', [mapped, known([0, ...space, space.length], 'int64')])]
}

export const samplings: Operators = {
  AffineGrid: { compose: affineGrid, fixed: innerAxes },
  GridSample: { compose: gridSample, fixed: innerAxes, takesSeveral: true },
}
