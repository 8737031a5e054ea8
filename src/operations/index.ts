import { affine } from './affine/affine.ts'
import type { AffineOperation } from './affine/affineOperation.ts'
import { bilinear, type BilinearOperation } from './bilinear.ts'
import { compare, type CompareOperation } from './compare.ts'
import { elementwise } from './elementwise/elementwise.ts'
import type { ElementwiseOperation } from './elementwise/elementwiseOperation.ts'
import { extremum, type ExtremumOperation } from './extremum.ts'
import { gather, type GatherOperation } from './gather.ts'
import { opaque, type OpaqueOperation } from './opaque.ts'
import { product, type ProductOperation } from './product.ts'
import { quotient, type QuotientOperation } from './quotient.ts'
import type { OperationBase } from './operationBase.ts'
import type { Rules } from './rules.ts'
import { round, type RoundOperation } from './round.ts'
import { select, type SelectOperation } from './select.ts'
import { softmax, type SoftmaxOperation } from './softmax.ts'

/** An operation that computes something, by its kind. */
type Computed =
  | AffineOperation
  | BilinearOperation
  | CompareOperation
  | ElementwiseOperation
  | ExtremumOperation
  | GatherOperation
  | OpaqueOperation
  | ProductOperation
  | QuotientOperation
  | RoundOperation
  | SelectOperation
  | SoftmaxOperation

/** One of the network's inputs, by its index. */
export interface InputOperation {
  readonly kind: 'input'
  readonly input: number
}

export type OperationKind = InputOperation | Computed

/** One operation of a network. */
export type Operation = OperationKind & OperationBase

/** The operations of one kind, with what all operations have. */
export type OperationOf<Kind extends OperationKind['kind']> = Extract<Operation, { readonly kind: Kind }>

/** An operation that is computed from those that it reads. */
export type ComputedOperation = Exclude<Operation, { readonly kind: 'input' }>

/** Every kind of operation that is computed. One that has no rules does not compile. */
const operations: { readonly [Kind in Computed['kind']]: Rules<Extract<Computed, { readonly kind: Kind }>> } = {
  affine,
  bilinear,
  compare,
  elementwise,
  extremum,
  gather,
  opaque,
  product,
  quotient,
  round,
  select,
  softmax,
}

/** The rules of an operation's kind. */
export function rulesOf<Own extends ComputedOperation>({ kind }: Own): Rules<Own> {
  // The table's type ties each kind to its own rules; TypeScript cannot follow that through an index.
  return operations[kind] as unknown as Rules<Own>
}

/** Does it weigh windows of what it reads? */
export function isWindowed(operation: Operation): operation is OperationOf<'affine' | 'bilinear'> {
  return operation.kind === 'affine' || operation.kind === 'bilinear'
}

/** Is there such a kind, beside inputs? */
export function isComputedKind(kind: unknown): kind is Computed['kind'] {
  return typeof kind === 'string' && Object.hasOwn(operations, kind)
}
