import { unexpected } from '../errors.ts'
import { tf } from '../backend/tf.ts'
import { digest } from './digest.ts'
import type { Domain } from './domain.ts'
import { ceil32, floor32, FLOAT32_MAX } from '../numeric/float32.ts'
import { mix, numberSampler } from './sampleNumbers.ts'
import { checkShape, product } from './shape.ts'

/** Bounds of a box: one number for all, or one for each number of the shape. */
export type Bounds = number | tf.Tensor | ArrayLike<number>

/**
 * Every float32 tensor of `shape` (without the batch dimension) between `lo` and `hi`, both included. Bounds are
 * rounded inwards to float32; an infinite bound admits every finite float32 on its side.
 * @throws DOMAIN_EMPTY where no float32 lies between, ARGUMENT_INVALID for NaN or bounds of another shape
 */
export function box(shape: readonly number[], lo: Bounds, hi: Bounds): Domain {
  checkShape('box', shape)
  const size = product(shape)
  return boxOf('box', { shape, lo: boundsOf('box', 'lo', lo, shape, size), hi: boundsOf('box', 'hi', hi, shape, size) })
}

/** The float32 numbers from `lo` to `hi`, both included: a box of one number. */
export function interval(lo: number, hi: number): Domain {
  for (const [name, value] of [['lo', lo] as const, ['hi', hi] as const])
    if (typeof value !== 'number') throw unexpected({ api: 'interval', expected: 'a number', name, value })
  return boxOf('interval', {
    shape: [1],
    lo: boundsOf('interval', 'lo', lo, [1], 1),
    hi: boundsOf('interval', 'hi', hi, [1], 1),
  })
}

/** Every finite float32 tensor of `shape` (by default one number). Real arithmetic would go on past its ends. */
export function finite(shape: readonly number[] = [1]): Domain {
  checkShape('finite', shape)
  const size = product(shape)
  const hi = new Float64Array(size).fill(Infinity)
  return { ...boxOf('finite', { shape, lo: hi.map((x) => -x), hi }), kind: 'finite' }
}

/**
 * An L-infinity ball: every float32 tensor at most `radius` away from `centre` in each number, within `clip` if given
 * (one bound for all, or one for each number). The simplest member is the centre itself (where clipped, the nearest
 * member).
 * @throws DOMAIN_EMPTY where the ball misses `clip`, ARGUMENT_INVALID for another radius or bounds, DOMAIN_MISMATCH for
 * bounds of another shape
 */
export function around(
  centre: tf.Tensor | ArrayLike<number>,
  radius: number,
  options: { clip?: readonly [lo: Bounds, hi: Bounds] } = {},
): Domain {
  if (typeof radius !== 'number' || !(radius >= 0))
    throw unexpected({ api: 'around', expected: 'a radius >= 0', name: 'radius', value: radius })
  const shape = centre instanceof tf.Tensor ? centre.shape : [centre.length]
  const [clipLo, clipHi] = (options.clip ?? [-Infinity, Infinity]).map((bounds) =>
    boundsOf('around', 'clip', bounds, shape, product(shape)),
  ) as [Float64Array, Float64Array]
  if (clipLo.some((x, i) => x > clipHi[i]!))
    throw unexpected({ api: 'around', expected: 'lo <= hi', name: 'clip', value: options.clip })
  // The model gets float32: the centre is one.
  const values = boundsOf('around', 'centre', centre, shape, product(shape)).map(Math.fround)
  const ball = boxOf('around', {
    shape,
    lo: values.map((x, i) => Math.max(x - radius, clipLo[i]!)),
    hi: values.map((x, i) => Math.min(x + radius, clipHi[i]!)),
  })
  const simplest = Float32Array.from(values, (x, i) => Math.min(Math.max(x, ball.lo[i]!), ball.hi[i]!))
  const description = `around ${shape.join('x')} by ${radius} ${digest(ball.lo, ball.hi, simplest)}`
  return { ...ball, kind: 'around', simplest, description }
}

function boxOf(
  api: string,
  { shape, lo: from, hi: to }: { shape: readonly number[]; lo: Float64Array; hi: Float64Array },
): Domain {
  const lo = Float32Array.from(from, (x) => Math.max(ceil32(x), -FLOAT32_MAX))
  const hi = Float32Array.from(to, (x) => Math.min(floor32(x), FLOAT32_MAX))
  const empty = lo.findIndex((x, i) => x > hi[i]!)
  if (empty >= 0)
    throw unexpected({
      api,
      code: 'DOMAIN_EMPTY',
      expected: from[empty]! > to[empty]! ? 'lo <= hi' : 'a float32 between lo and hi',
      name: `lo, hi${lo.length > 1 ? ` of number ${empty}` : ''}`,
      value: [from[empty], to[empty]],
    })
  const simplest = lo.map((x, i) => (x > 0 ? x : hi[i]! < 0 ? hi[i]! : 0))
  const range = { lo, hi, simplest }
  return {
    kind: 'box',
    shape: [...shape],
    size: lo.length,
    ...range,
    endless: { lo: Array.from(from, (x) => x === -Infinity), hi: Array.from(to, (x) => x === Infinity) },
    description: describe(shape, from, to),
    contains(values, offset = 0) {
      // Past the end of `values` there is nothing, which is in no range.
      for (let i = 0; i < lo.length; i++) {
        const value = values[offset + i]!
        if (!(value >= lo[i]! && value <= hi[i]!)) return false
      }
      return true
    },
    recipes: mix,
    sample: numberSampler(range),
  }
}

function boundsOf(api: string, name: string, bounds: Bounds, shape: readonly number[], size: number): Float64Array {
  if (typeof bounds === 'number') {
    if (Number.isNaN(bounds)) throw unexpected({ api, expected: 'a number that is not NaN', name, value: bounds })
    return new Float64Array(size).fill(bounds)
  }
  const values = bounds instanceof tf.Tensor ? bounds.dataSync() : bounds
  if (typeof values !== 'object' || values === null || typeof values.length !== 'number')
    throw unexpected({ api, expected: 'a number, a tensor or an array of numbers', name, value: bounds })
  const fits = bounds instanceof tf.Tensor ? bounds.shape.join() === shape.join() : values.length === size
  if (!fits)
    throw unexpected({
      api,
      code: 'DOMAIN_MISMATCH',
      expected: `bounds of shape [${shape.join(', ')}]`,
      name,
      value: bounds instanceof tf.Tensor ? bounds.shape : values,
    })
  if (!Array.from(values).every((value) => typeof value === 'number'))
    throw unexpected({ api, expected: 'numbers', name, value: Array.from(values) })
  const copy = Float64Array.from(values)
  if (copy.some(Number.isNaN)) throw unexpected({ api, expected: 'numbers that are not NaN', name, value: NaN })
  return copy
}

function describe(shape: readonly number[], lo: Float64Array, hi: Float64Array): string {
  const one = (bounds: Float64Array) => (bounds.every((x) => x === bounds[0]) ? String(bounds[0]) : 'varied')
  const range = `${one(lo)}..${one(hi)}`
  const words =
    range === '-Infinity..Infinity' ? 'any finite' : range.includes('varied') ? `${range} ${digest(lo, hi)}` : range
  return shape.length === 1 && shape[0] === 1 ? words : `${words} ${shape.join('x')}`
}
