import { tapsOf } from '../../operations/affine/taps.ts'
import { gather, type Part, type ReadLayer, type Readers, sameShape, type Shape, sizeOf } from './layer.ts'

/** Tensors of one shape, number by number; others are broadcast, which is not read. */
const merge =
  (part: (count: number, size: number) => Part): ReadLayer =>
  (_layer, inputs, output) =>
    inputs.every((input) => sameShape(input, output)) ? [part(inputs.length, sizeOf(output))] : undefined

/** The numbers that meet: [size, count] taps into tensors that lie one after the other. */
export const across = (count: number, size: number): Int32Array =>
  Int32Array.from({ length: count * size }, (_, i) => (i % count) * size + Math.floor(i / count))

const weighted = (count: number, size: number, weight: number, rounding: 'sum' | 'mean'): Part => ({
  kind: 'affine',
  size,
  taps: tapsOf(across(count, size), count),
  kernel: new (rounding === 'sum' ? Float32Array : Float64Array)(count).fill(weight),
  bias: null,
  positions: size,
  window: count,
  filters: 1,
  groups: 1,
  rounding: { kind: rounding },
})

const concatenate: ReadLayer = ({ config: { axis: given } }, inputs, output) => {
  // tf.js joins along the last axis for every negative one, whatever it says of the result's shape.
  if (typeof given !== 'number' || given < -1) return undefined
  // Keras counts the batch dimension.
  const axis = (given < 0 ? output.length : given) - 1
  if (axis < 0 || axis >= output.length || inputs.some((input) => input.length !== output.length)) return undefined
  const starts = startsOf(inputs)
  const run = sizeOf(output.slice(axis))
  const inner = sizeOf(output.slice(axis + 1))
  return [
    gather(sizeOf(output), (i) => {
      let at = i % run
      let read = 0
      while (at >= inputs[read]![axis]! * inner) at -= inputs[read++]![axis]! * inner
      return starts[read]! + Math.floor(i / run) * inputs[read]![axis]! * inner + at
    }),
  ]
}

function startsOf(inputs: readonly Shape[]): number[] {
  let next = 0
  return inputs.map((input) => (next += sizeOf(input)) - sizeOf(input))
}

export const merges: Readers = {
  Add: merge((count, size) => weighted(count, size, 1, 'sum')),
  Average: merge((count, size) => weighted(count, size, 1 / count, 'mean')),
  Concatenate: concatenate,
  Maximum: merge((count, size) => ({ kind: 'extremum', mode: 'max', size, taps: across(count, size), window: count })),
  Minimum: merge((count, size) => ({ kind: 'extremum', mode: 'min', size, taps: across(count, size), window: count })),
  Multiply: merge((_count, size) => ({ kind: 'product', size })),
}
