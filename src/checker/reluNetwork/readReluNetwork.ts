import type { Affine, Certificate, Network, Operation } from '../format/certificate.ts'
import { gamma, isFloat32, TINY } from '../numeric/float32.ts'
import { termsOf } from '../operations/affineTerms.ts'
import { tapsOf } from '../operations/extremum.ts'
import { total } from '../operations/rules.ts'

/**
 * Dense layers with relu between them, and what the outputs are: checked on active neurons alone, thousands of boxes a
 * second.
 */
export interface ReluNetwork {
  readonly layers: readonly Layer[]
  /** Numbers of the input. */
  readonly width: number
  /** Each output is the largest of some forms of the last layer's results. */
  readonly outputs: readonly (readonly Form[])[]
  /** Are they margins, or the last layer's results themselves, float32 numbers? */
  readonly isExact: boolean
  /** More than the roundings of float64 in any one bound. */
  readonly roundings: number
}

/**
 * What all roundings of float64 on the way to one bound change of a number, as a share of its size: 2^-52 each, as in
 * `lostInFloat64`, and four times that, for lines and forms are made with a few roundings of their own.
 */
export const roundingShare = ({ roundings }: ReluNetwork): number => roundings * 2 ** -50

export interface Layer {
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

/**
 * How far relu may be off: its figures allow TINY (`reluIsPlain`), and a subnormal result may be flushed when it is
 * read.
 */
export const RELU_ERROR: number = 2 ** -125
/** What relus that are closed, and so left out, may come to at most, with room to spare. */
const CLOSED = 2 ** -124
/** Numbers of a layer and of all layers, and comparisons, for which there is memory. */
const [MOST_WIDE, MOST_NUMBERS, MOST_FORMS] = [2 ** 10, 2 ** 12, 2 ** 8]

/** Undefined for networks of another kind. */
export function readReluNetwork({ network, figures, backend }: Certificate): ReluNetwork | undefined {
  const [input, ...rest] = network.operations
  if (!isPath(network, backend) || input?.kind !== 'input') return undefined
  const layers = layersOf(rest, figures)
  const last = layers?.at(-1)
  if (!layers || !last) return undefined
  const after = rest.slice(2 * layers.length - 1)
  const outputs = outputsOf(after, last.size)
  if (!outputs || !fitTogether(input.size, layers)) return undefined
  const numbers = total(layers.map(({ size }) => size)) + input.size
  const forms = total(outputs.map((own) => own.length))
  if (numbers > MOST_NUMBERS || forms > MOST_FORMS) return undefined
  const roundings = numbers + last.size + forms + 64
  return { layers, width: input.size, outputs, isExact: after.length > 0, roundings }
}

/** Does each operation read the one before it, and the first the only input? */
function isPath({ operations, inputs, output }: Network, backend: Certificate['backend']): boolean {
  const isNext = ({ reads, faultyOn }: Operation, t: number): boolean =>
    !faultyOn.includes(backend) && reads.length === (t > 0 ? 1 : 0) && (t === 0 || reads[0] === t - 1)
  return operations.every(isNext) && output === operations.length - 1 && inputs.length === 1
}

/** Dense layers, as long as relus follow; undefined where something else does. */
function layersOf(rest: readonly Operation[], figures: Certificate['figures']): Layer[] | undefined {
  const layers: Layer[] = []
  for (let at = 0; ; at += 2) {
    const layer = denseLayer(rest[at])
    if (layer === undefined) return undefined
    layers.push(layer)
    if (!isRelu(rest[at + 1]) || !reluIsPlain(figures)) return layers
  }
}

/** Does each layer read all that the one before it gives, and is none too wide? */
function fitTogether(width: number, layers: readonly Layer[]): boolean {
  const areFull = layers.every(({ reads }, l) => reads === (layers[l - 1]?.size ?? width))
  return areFull && [width, ...layers.map(({ size }) => size)].every((size) => size <= MOST_WIDE)
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
function denseLayer(operation: Operation | undefined): Layer | undefined {
  if (operation?.kind !== 'affine' || operation.rounding.kind !== 'sum' || !isDense(operation)) return undefined
  const { size, window: reads, kernel } = operation
  const terms = reads + (operation.bias ? 1 : 0)
  const bias = operation.bias ?? new Float64Array(size)
  // Of two terms or fewer the general way knows more.
  if (terms <= 2 || !kernel.every(isNormal) || !bias.every(isNormal)) return undefined
  const weights = new Float64Array(size * reads)
  const absolute = new Float64Array(size)
  for (let f = 0; f < size; f++) {
    let sizes = 0
    for (let k = 0; k < reads; k++) {
      const weight = kernel[k * size + f]!
      weights[f * reads + k] = weight
      sizes += Math.abs(weight)
    }
    // As in `finish`; and what is read may be flushed, or come from a relu that is closed.
    absolute[f] = (8 * terms + 16) * TINY + sizes * (TINY + CLOSED)
  }
  // Two roundings more than there are pay for float64.
  return { reads, size, weights, bias, share: gamma(terms + 2), absolute }
}

function isDense({ groups, filters, size, taps, window }: Affine): boolean {
  return groups === 1 && filters === size && taps.length === window && taps.every((tap, k) => tap === k)
}

const isNormal = (x: number): boolean => isFloat32(x) && (x === 0 || Math.abs(x) >= TINY)

/**
 * What operations after the last layer make of its `size` results: nothing, exact sums, or the largest of some of
 * these.
 */
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
function formOf(operation: Affine, i: number, size: number): Form {
  const { taps, weights, bias } = termsOf(operation, i)
  const coefficients = new Float64Array(size)
  for (const [k, tap] of taps.entries()) coefficients[tap]! += weights[k]!
  return { coefficients, constant: bias }
}
