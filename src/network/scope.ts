import type { tf } from '../backend/tf.ts'
import { type Part, type Shape, sizeOf } from './layers/layer.ts'
import type { Operation } from '../operations/index.ts'
import { describeLayer } from './readLayer.ts'
import { readingWeights, type WeightsRead } from './weightsRead.ts'

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
