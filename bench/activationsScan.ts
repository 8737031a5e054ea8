import { kernelsOf } from '../src/backend/kernelsOf.ts'
import { tf } from '../src/backend/tf.ts'
import { currentBackend } from '../src/backend/useBackend.ts'
import type { MeasuredKernel } from '../src/functions/errors/measuredKernels.ts'
import {
  countFalls,
  countLimits,
  type Findings,
  join,
  limitOf,
  note,
  noteLimit,
  nothing,
  type Span,
} from './activationsFindings.ts'

/** From this size of F on a result may be infinite: with its error it is past the largest float32. */
const nearOverflow = 2 ** 128 * (1 - 2 ** -20)
/** Of F's own value in float64. */
const ownError = 2 ** -46
const chunk = 2 ** 20
/** Signed, since JavaScript engines count in such. */
const patterns = new Int32Array(chunk)
const inputs = new Float32Array(patterns.buffer)
/** Computes every float of the span in large tensors. */
export function scan(f: MeasuredKernel, span: Span): Findings {
  const found = nothing(span)
  let before = NaN
  for (let first = span.first; first <= span.last; first += chunk) {
    const count = Math.min(chunk, span.last - first + 1)
    const start = first | 0
    for (let i = 0; i < count; i++) patterns[i] = (start + i) | 0
    const x = count === chunk ? inputs : inputs.subarray(0, count)
    const y = run(f, x)
    const here = nothing({ first, last: first + count - 1 })
    if ((first & 0x7fffffff) >= 0x7f800000) one(f, x, y, here)
    else if (isConstant(y)) constant(f, x, y, here)
    else smooth(f, x, y, here)
    if (!(before === y[0] && here.min === here.max)) countFalls(y, first, before, here)
    countLimits(f, first, y, here)
    before = y[count - 1]!
    join(found, here)
  }
  return found
}

/**
 * Computes floats spread evenly over the span, or all of it if it has no more than `samples`, in one tensor or in
 * tensors too small for any packet. Where they lie between their even steps follows the golden ratio.
 */
export function scanSample(f: MeasuredKernel, span: Span, samples: number, isSmall: boolean): Findings {
  const found = nothing(span)
  const size = span.last - span.first + 1
  const count = Math.min(samples, size)
  const step = size / count
  const sampled = new Uint32Array(count)
  for (let i = 0; i < count; i++)
    sampled[i] = span.first + (step === 1 ? i : Math.floor((i + ((i * 0.6180339887498949) % 1)) * step))
  sampled[0] = span.first
  sampled[count - 1] = span.last
  const x = new Float32Array(sampled.buffer)
  const outputs = isSmall ? runSmall(f, x) : run(f, x)
  one(f, x, outputs, found)
  const limit = limitOf(f, span)
  for (let i = 0; i < count; i++) noteLimit(found, outputs[i] === limit, sampled[i]!)
  return found
}

function run(f: MeasuredKernel, x: Float32Array): Float32Array {
  const input = tf.tensor1d(x)
  const output = f.compute(input, kernelsOf(currentBackend()))
  const values = output.dataSync() as Float32Array
  tf.dispose([input, output])
  return values
}

function runSmall(f: MeasuredKernel, x: Float32Array): Float32Array {
  const outputs = new Float32Array(x.length)
  let length = 7
  for (let i = 0; i < x.length; i += length) {
    length = Math.min(length === 7 ? 3 : 7, x.length - i)
    outputs.set(run(f, x.slice(i, i + length)), i)
  }
  return outputs
}

/** Are all results the same number? Two at a time. */
function isConstant(y: Float32Array): boolean {
  const value = y[0]!
  if (y.length % 2 === 1 || y.byteOffset % 8 !== 0 || value !== y[1]) return false
  const pairs = new Float64Array(y.buffer, y.byteOffset, y.length / 2)
  const pair = pairs[0]!
  for (let i = 1; i < pairs.length; i++) if (pairs[i] !== pair) return false
  return pair === pair
}

/** F rises: where all results are one number it is furthest from that at the ends. */
function constant(f: MeasuredKernel, x: Float32Array, y: Float32Array, found: Findings): void {
  const value = y[0]!
  const ends = [f.value(x[0]!), f.value(x[x.length - 1]!)]
  const sizes = ends.map(Math.abs)
  const overflows = sizes.map((size, i) => size >= nearOverflow && value === Math.sign(ends[i]!) * Infinity)
  if (!overflows.every(Boolean) && Math.max(...sizes) >= nearOverflow) {
    one(f, x, y, found)
    return
  }
  found.tried = x.length
  found.min = found.max = value
  const off = Math.max(...ends.map((end) => Math.abs(value - end))) + Math.max(...sizes) * ownError
  note(overflows[0] === true ? 0 : off, Math.min(...sizes), found)
}

/**
 * Floats of one exponent lie evenly, so that between the ends of a block F is the straight line through them within
 * curvature h^2 / 8, h the block's width: blocks are as long as that stays far below a float32's precision.
 */
function smooth(f: MeasuredKernel, x: Float32Array, y: Float32Array, found: Findings): void {
  found.tried += x.length
  let block = 1024
  for (let from = 0; from < x.length;) {
    const to = Math.min(from + block, x.length) - 1
    const start = f.value(x[from]!)
    const end = f.value(x[to]!)
    const width = x[to]! - x[from]!
    const least = Math.min(Math.abs(start), Math.abs(end))
    const most = Math.max(Math.abs(start), Math.abs(end))
    const bend = (f.curvature(Math.min(x[from]!, x[to]!), Math.max(x[from]!, x[to]!)) * width * width) / 8
    if (most >= nearOverflow || (!(bend <= 2 ** -36 * least) && !(bend <= 2 ** -160))) {
      if (block > 16) {
        block /= 4
        continue
      }
      one(f, x.subarray(from, to + 1), y.subarray(from, to + 1), found)
      found.tried -= to + 1 - from
    } else {
      straight(y, from, to, start, end, bend + most * ownError, least, found)
      if (block < 1024 && from % (4 * block) === 0) block *= 4
    }
    from = to + 1
  }
}

function straight(
  y: Float32Array,
  from: number,
  to: number,
  start: number,
  end: number,
  margin: number,
  least: number,
  found: Findings,
): void {
  const slope = to === from ? 0 : (end - start) / (to - from)
  let above = 0
  let below = 0
  let min = Infinity
  let max = -Infinity
  for (let i = from; i <= to; i++) {
    const value = y[i]!
    const off = value - (start + (i - from) * slope)
    if (off > above) above = off
    else if (off < below) below = off
    if (value < min) min = value
    if (value > max) max = value
    if (off !== off) found.nan++
  }
  found.min = Math.min(found.min, min)
  found.max = Math.max(found.max, max)
  note(Math.max(above, -below) + margin, least, found)
}

/** Float by float, NaN inputs left out: a NaN must stay one. */
function one(f: MeasuredKernel, x: Float32Array, y: Float32Array, found: Findings): void {
  for (let i = 0; i < x.length; i++) {
    const value = y[i]!
    if (Number.isNaN(x[i]!)) {
      if (!Number.isNaN(value)) throw new Error(`a NaN became ${value}`)
      continue
    }
    found.tried++
    if (Number.isNaN(value)) {
      found.nan++
      continue
    }
    found.min = Math.min(found.min, value)
    found.max = Math.max(found.max, value)
    const exact = f.value(x[i]!)
    const size = Math.abs(exact)
    if (
      value === exact ||
      (size >= nearOverflow && Math.abs(value) === Infinity && Math.sign(value) === Math.sign(exact))
    )
      note(0, size, found)
    else note(Math.abs(value - exact) + size * ownError, size, found)
  }
}
