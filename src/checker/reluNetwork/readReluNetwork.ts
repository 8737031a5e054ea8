import type { Affine, Certificate, Network, Operation } from '../format/certificate.ts'
import { tapsOf } from '../bounds/backward.ts'

/** Dense layers with relu between them, and what the outputs are: checked on active neurons alone, thousands of boxes a second. */
export interface Dense {
  readonly layers: readonly DenseLayer[]
  /** Numbers of the input. */
  readonly width: number
  /** Each output is the largest of some forms of the last layer's results. */
  readonly outputs: readonly (readonly Form[])[]
  /** Are they margins, or the last layer's results themselves, float32 numbers? */
  readonly isExact: boolean
  /** More than the roundings of float64 in any one bound. */
  readonly roundings: number
}

export interface DenseLayer {
  readonly reads: number
  readonly size: number
  /** `weights[f * reads + k]` leads from number k to result f. */
  readonly weights: Float64Array
  readonly bias: Float64Array
  /** A result is off by `share` of the sizes of all terms at most, and `absolute`. */
  readonly share: number
  readonly absolute: Float64Array
}

/** `sum coefficients z + constant`, without rounding but to float64. */
export interface Form {
  readonly coefficients: Float64Array
  readonly constant: number
}

/** Smaller magnitudes may be flushed to zero. */
const TINY = 2 ** -126
/** How far relu may be off, and what relus that are closed may come to at most, with room to spare. */
export const RELU_ERROR: number = 2 ** -125
const CLOSED = 2 ** -124
/** Numbers of a layer and of all layers, and comparisons, for which there is memory. */
const [MOST_WIDE, MOST_NUMBERS, MOST_FORMS] = [2 ** 10, 2 ** 12, 2 ** 8]

/** Undefined for networks of another kind. */
export function readDense({ network, figures, backend }: Certificate): Dense | undefined {
  const { operations, output, inputs } = network
  const isPath = operations.every(
    ({ reads, faultyOn }, t) =>
      !faultyOn.includes(backend) && reads.length === (t > 0 ? 1 : 0) && (t === 0 || reads[0] === t - 1),
  )
  const [input, ...rest] = operations
  if (!isPath || output !== operations.length - 1 || inputs.length !== 1 || input?.kind !== 'input') return undefined
  const layers: DenseLayer[] = []
  let at = 0
  for (; ; at += 2) {
    const layer = denseLayer(rest[at])
    if (layer === undefined) return undefined
    layers.push(layer)
    if (!isRelu(rest[at + 1])) break
  }
  const last = layers.at(-1)!
  const outputs = outputsOf(rest.slice(at + 1), last.size)
  // Each layer reads all that the one before it gives.
  const areFull = layers.every(({ reads }, l) => reads === (layers[l - 1] ?? input).size)
  const numbers = layers.reduce((sum, { size }) => sum + size, input.size)
  const forms = outputs?.reduce((sum, own) => sum + own.length, 0) ?? Infinity
  const isSmall = [input, ...layers].every(({ size }) => size <= MOST_WIDE) && numbers <= MOST_NUMBERS
  if (outputs === undefined || !areFull || !isSmall || forms > MOST_FORMS) return undefined
  if (layers.length > 1 && !reluIsPlain(figures)) return undefined
  return {
    layers,
    width: input.size,
    outputs,
    isExact: rest.length > at + 1,
    roundings: numbers + last.size + forms + 64,
  }
}

function isRelu(operation: Operation | undefined): boolean {
  return operation?.kind === 'elementwise' && operation.name === 'relu' && operation.parameter.every((a) => a === 0)
}

/** Is relu listed as off by the rounding of subnormals at most? */
function reluIsPlain(figures: Certificate['figures']): boolean {
  const own = figures.find(({ name, parameter }) => name === 'relu' && parameter === 0)?.regions ?? []
  const isPlain = own.every(
    ([, relative, absolute, , , nan]) => relative === 0 && absolute >= 0 && absolute <= TINY && !nan,
  )
  return own.length > 0 && isPlain
}

/** One whose weights are normal float32 numbers or 0: what else there is the general way knows. */
function denseLayer(operation: Operation | undefined): DenseLayer | undefined {
  if (operation?.kind !== 'affine' || operation.rounding.kind !== 'sum') return undefined
  const { size, taps, window: reads, filters, groups, kernel } = operation
  const terms = reads + (operation.bias ? 1 : 0)
  const bias = operation.bias ?? new Float64Array(size)
  const isDense = groups === 1 && filters === size && taps.length === reads && taps.every((tap, k) => tap === k)
  const isPlain = (x: number): boolean => Math.fround(x) === x && (x === 0 || Math.abs(x) >= TINY)
  // Of two terms or fewer the general way knows more.
  if (!isDense || terms <= 2 || !kernel.every(isPlain) || !bias.every(isPlain)) return undefined
  const weights = new Float64Array(size * reads)
  const absolute = new Float64Array(size)
  for (let f = 0; f < size; f++) {
    let sizes = 0
    for (let k = 0; k < reads; k++) {
      const weight = kernel[k * size + f]!
      weights[f * reads + k] = weight
      sizes += Math.abs(weight)
    }
    // What is read may be flushed, or come from a relu that is closed.
    absolute[f] = (8 * terms + 16) * TINY + sizes * (TINY + CLOSED)
  }
  // Two roundings more than there are pay for float64.
  return { reads, size, weights, bias, share: (terms + 2) / (2 ** 24 - terms - 2), absolute }
}

/** What operations after the last layer make of its `size` results: nothing, exact sums, or the largest of some of these. */
function outputsOf(rest: Network['operations'], size: number): Form[][] | undefined {
  const [sums, largest] = rest
  if (sums === undefined)
    return Array.from({ length: size }, (_, i) => [
      { coefficients: Float64Array.from({ length: size }, (_one, k) => (k === i ? 1 : 0)), constant: 0 },
    ])
  if (rest.length > 2 || sums.kind !== 'affine' || sums.rounding.kind !== 'exact' || sums.size > MOST_FORMS)
    return undefined
  const forms = Array.from({ length: sums.size }, (_, i) => formOf(sums, i, size))
  if (!largest) return forms.map((form) => [form])
  return largest.kind === 'extremum' && largest.mode === 'max' && largest.exact
    ? Array.from({ length: largest.size }, (_, i) => tapsOf(largest, i).map((tap) => forms[tap]!))
    : undefined
}

/** Margins name each number once. */
function formOf({ taps, window, filters, groups, kernel, bias }: Affine, i: number, size: number): Form {
  const [at, filter] = [Math.floor(i / filters), i % filters]
  const coefficients = new Float64Array(size)
  for (let k = 0; k < window; k++) {
    const tap = taps[at * window + k]!
    if (tap !== -1) coefficients[tap]! += kernel[((at % groups) * window + k) * filters + filter]!
  }
  return { coefficients, constant: bias?.[(at % groups) * filters + filter] ?? 0 }
}
