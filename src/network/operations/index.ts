import { activation, type ActivationOperation } from './activation.ts'
import { clippedRelu, type ClippedReluOperation } from './clippedRelu.ts'
import { concatenate, type ConcatenateOperation } from './concatenate.ts'
import { conv1d, type Conv1dOperation } from './conv1d.ts'
import { dense, type DenseOperation } from './dense.ts'
import { globalPool, type GlobalPoolOperation } from './globalPool.ts'
import { input, type InputOperation } from './input.ts'
import { leakyRelu, type LeakyReluOperation } from './leakyRelu.ts'
import { merge, type MergeOperation } from './merge.ts'
import { normalize, type NormalizeOperation } from './normalize.ts'
import { opaque, type OpaqueOperation } from './opaque.ts'
import { pool1d, type Pool1dOperation } from './pool1d.ts'
import { reshape, type ReshapeOperation } from './reshape.ts'
import type { ReadLayer, Rules } from './rules.ts'

/** Every kind of operation. A new one is a file beside this one, a line here and there, and a file in `proof/operations`. */
export type OperationKind =
  | ActivationOperation
  | ClippedReluOperation
  | ConcatenateOperation
  | Conv1dOperation
  | DenseOperation
  | GlobalPoolOperation
  | InputOperation
  | LeakyReluOperation
  | MergeOperation
  | NormalizeOperation
  | OpaqueOperation
  | Pool1dOperation
  | ReshapeOperation

/** The operations of one kind. */
export type OperationOf<Kind extends OperationKind['kind']> = Extract<OperationKind, { readonly kind: Kind }>

export const rules: { readonly [Kind in OperationKind['kind']]: Rules<OperationOf<Kind>> } = {
  activation,
  clippedRelu,
  concatenate,
  conv1d,
  dense,
  globalPool,
  input,
  leakyRelu,
  merge,
  normalize,
  opaque,
  pool1d,
  reshape,
}

/** How to read each layer that can be read, by class name. */
export const readers: ReadonlyMap<string, ReadLayer<OperationKind>> = new Map(
  Object.values(rules).flatMap(({ layers }) => Object.entries(layers) as [string, ReadLayer<OperationKind>][]),
)
