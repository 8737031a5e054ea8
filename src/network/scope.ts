import type { tf } from '../backend/tf.ts'
import { type Part, type Shape, sizeOf, gather } from './layers/layer.ts'
import type { Operation } from '../operations/index.ts'
import { describeLayer } from './layerView.ts'

/** A tensor of the model: the operation that computes its numbers, and its dimensions without the batch. */
export interface Found {
  readonly operation: number
  readonly shape: Shape
  /** A layer, for messages, on whose word the shape rests; nothing that reads the tensor is known then. */
  readonly unsure?: string | undefined
}

/** What is known of one model, the whole or one inside it, on the way. */
export interface Scope {
  /** The operations of the whole network so far. */
  readonly operations: Operation[]
  /** This model's tensors by their ids. */
  readonly found: Map<number, Found>
  /** Where this model's weights are read, not fixed. */
  readonly weights?: WeightsRead | undefined
  /** May a layer of the whole model make masks? */
  readonly masked: boolean
  /** On the clock of `performance.now()`: past it reading throws TimeUp. */
  readonly until: number
}

/** Adds an operation; its place among them. */
export function append({ operations }: Scope, part: Part, reads: readonly number[], layer: string): number {
  return operations.push({ faultyOn: [], layer, ...part, reads }) - 1
}

/** Adds what is unknown. */
export function appendOpaque(
  scope: Scope,
  given: readonly Found[],
  shape: Shape,
  label: string,
  unsure: string | undefined,
): Found {
  const reads = given.map(({ operation }) => operation)
  return { operation: append(scope, { kind: 'opaque', size: sizeOf(shape) }, reads, label), shape, unsure }
}

/** Adds one operation of a layer, which reads its weights if the scope does. */
export function appendLayer(scope: Scope, part: Part, reads: readonly number[], layer: tf.layers.Layer): number {
  const label = describeLayer(layer)
  if (scope.weights === undefined || layer.weights.length === 0 || part.kind !== 'affine')
    return append(scope, part, reads, label)
  const { own, bilinear } = readingWeights(part, layer, scope.weights)
  return append(scope, bilinear, [...reads, append(scope, own, [scope.weights.operation], label)], label)
}

/** The input that holds all weights of a model, flat, and where each begins in it. */
interface WeightsRead {
  readonly operation: number
  readonly offsets: ReadonlyMap<tf.LayerVariable, number>
}

/**
 * An affine operation of a layer with kernel and bias, made one that reads them: `own` gathers them from all weights,
 * and `bilinear` reads the layer's input and them.
 */
function readingWeights(
  part: Extract<Part, { kind: 'affine' }>,
  layer: tf.layers.Layer,
  { offsets }: WeightsRead,
): { own: Part; bilinear: Part } {
  const { size, taps, positions, window, filters, faultyOn = [] } = part
  const bias = part.bias !== null
  const inKernel = window * filters
  // Its reader has found them to be the layer's own.
  const own = layer as tf.layers.Layer & Readonly<Record<'kernel' | 'bias', tf.LayerVariable | null>>
  const [kernelAt, biasAt] = [own.kernel, own.bias].map((variable) => offsets.get(variable!)!)
  return {
    own: gather(inKernel + (bias ? filters : 0), (i) => (i < inKernel ? kernelAt! + i : biasAt! + i - inKernel)),
    bilinear: { kind: 'bilinear', size, taps, positions, window, filters, bias, faultyOn },
  }
}
