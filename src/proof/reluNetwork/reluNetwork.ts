import type { Network } from '../../network/network.ts'
import type { AffineOperation } from '../../operations/affine/affineOperation.ts'
import type { Operation, OperationOf } from '../../operations/index.ts'
import { onceFor } from '../../onceFor.ts'
import { FLOAT32_MIN_NORMAL } from '../../numeric/float32.ts'
import { kernelSizes } from '../../operations/affine/kernelSizes.ts'
import { sumError } from '../../numeric/sum.ts'
import { listed, tapAt } from '../../operations/affine/taps.ts'

/**
 * A network of dense layers with relu between them, as most that verifiers are compared on: bounds of it are computed
 * on its active neurons alone, which the general way, one operation at a time, cannot.
 */
export interface ReluNetwork {
  /** From the input on; all but the last are followed by a relu. */
  readonly layers: readonly DenseLayer[]
  /** Numbers of the input. */
  readonly width: number
  /** What the network's outputs are: those of the last layer, or margins of them. */
  readonly outputs: readonly ReluNetworkOutput[]
  /** Are the outputs margins, which are not rounded to float32? */
  readonly isExact: boolean
}

export interface DenseLayer {
  /** Numbers that it reads, and results. */
  readonly reads: number
  readonly size: number
  /** Weights, [reads, size] in the order of what it reads. */
  readonly kernel: Float64Array
  readonly bias: Float64Array
  /** Float32's error of a result: `relative` times the sum of the sizes of all terms, and `absolute`, one a result. */
  readonly relative: number
  readonly absolute: Float64Array
}

/**
 * The largest of some linear forms of the last layer's results, each computed without rounding; or one of these results
 * itself.
 */
export type ReluNetworkOutput = readonly OutputForm[]

export interface OutputForm {
  readonly coefficients: Float64Array
  readonly constant: number
}

/** With more numbers in the input, regions are better split by relus. */
const MOST_INPUTS = 32
/** Bytes that weights may take. */
const MOST_WEIGHTS = 2 ** 26

/** Made once for each network; undefined for other networks. */
export const reluNetworkOf: (network: Network) => ReluNetwork | undefined = onceFor(readReluNetwork)

function readReluNetwork({ inputs, operations, output }: Network): ReluNetwork | undefined {
  const [input, ...rest] = pathTo(operations, output) ?? []
  if (inputs.length !== 1 || input?.kind !== 'input' || input.size > MOST_INPUTS) return undefined
  const layers = layersOf(rest)
  const last = layers?.at(-1)
  if (layers === undefined || last === undefined) return undefined
  const after = rest.slice(2 * layers.length - 1)
  const outputs = outputsOf(after, last.size)
  const bytes = layers.reduce((sum, { kernel }) => sum + 8 * 4 * kernel.length, 0)
  if (outputs === undefined || bytes > MOST_WEIGHTS) return undefined
  return { layers, width: input.size, outputs, isExact: after.length > 0 }
}

/**
 * Dense layers up to the first that no relu follows; undefined where there is none such, or another operation before
 * it.
 */
function layersOf(path: readonly Operation[]): DenseLayer[] | undefined {
  const layers: DenseLayer[] = []
  for (let at = 0; at < path.length; at += 2) {
    const operation = path[at]!
    const layer = operation.kind === 'affine' ? denseLayer(operation) : undefined
    if (layer === undefined) return undefined
    layers.push(layer)
    const next = path[at + 1]
    if (next?.kind !== 'elementwise' || next.name !== 'relu') return layers
  }
  return undefined
}

/** The operations from the input to `output` if each reads only the one before. */
function pathTo(operations: readonly Operation[], output: number): Operation[] | undefined {
  const path: Operation[] = []
  for (let at: number | undefined = output; at !== undefined; at = operations[at]!.reads[0]) {
    const operation = operations[at]!
    if (operation.reads.length > 1 || operation.faultyOn.length > 0) return undefined
    path.unshift(operation)
  }
  return path
}

function denseLayer(operation: OperationOf<'affine'>): DenseLayer | undefined {
  const { kernel, bias, positions, window, filters, groups, rounding } = operation
  if (positions !== 1 || groups !== 1 || rounding.kind !== 'sum' || !readsInOrder(operation)) return undefined
  const { flushed, wild } = kernelSizes(operation)
  if (wild.includes(1)) return undefined
  const terms = window + (bias === null ? 0 : 1)
  // Of two terms or fewer the general rules know more.
  if (terms <= 2) return undefined
  const absolute = flushed.map((lost, f) => {
    // Relus that are closed may pass on a negative subnormal.
    let passed = 0
    for (let k = 0; k < window; k++) passed += Math.abs(kernel[k * filters + f]!)
    return (lost + passed * FLOAT32_MIN_NORMAL) * (1 + 2 ** -30)
  })
  return {
    reads: window,
    size: filters,
    kernel: Float64Array.from(kernel),
    bias: bias ?? new Float64Array(filters),
    relative: sumError(terms),
    absolute,
  }
}

function readsInOrder({ taps, positions }: AffineOperation): boolean {
  return listed(taps, positions).every((tap, k) => tap === k)
}

/** The outputs that the operations after the last layer make of its results; undefined for other operations. */
function outputsOf(rest: readonly Operation[], size: number): ReluNetworkOutput[] | undefined {
  const [forms, clauses] = rest
  if (forms === undefined)
    return Array.from({ length: size }, (_, i) => {
      const coefficients = new Float64Array(size)
      coefficients[i] = 1
      return [{ coefficients, constant: 0 }]
    })
  if (rest.length > 2 || forms.kind !== 'affine' || forms.rounding.kind !== 'exact') return undefined
  // Sums of 0 may count for more.
  if (forms.rounding.zeros.some((zero) => zero !== 0)) return undefined
  const all = formsOf(forms, size)
  if (all === undefined) return undefined
  if (clauses === undefined) return all.map((form) => [form])
  if (clauses.kind !== 'extremum' || clauses.mode !== 'max') return undefined
  const { taps, window } = clauses
  return Array.from({ length: clauses.size }, (_, i) =>
    Array.from(taps.subarray(i * window, (i + 1) * window))
      .filter((tap) => tap >= 0)
      .map((tap) => all[tap]!),
  )
}

function formsOf(operation: AffineOperation, width: number): OutputForm[] | undefined {
  const { taps, kernel, bias, positions, window, filters, groups } = operation
  const forms: OutputForm[] = []
  for (let p = 0; p < positions; p++)
    for (let f = 0; f < filters; f++) {
      const g = p % groups
      const coefficients = new Float64Array(width)
      for (let k = 0; k < window; k++) {
        const tap = tapAt(taps, p, k)
        if (tap < 0) continue
        // A sum of two would be rounded.
        if (coefficients[tap] !== 0) return undefined
        coefficients[tap] = kernel[(g * window + k) * filters + f]!
      }
      forms.push({ coefficients, constant: bias?.[g * filters + f] ?? 0 })
    }
  return forms
}
