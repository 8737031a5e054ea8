import type { Operation } from '../format/certificate.ts'
import { affine } from './affine.ts'
import { bilinear } from './bilinear.ts'
import { compare } from './compare.ts'
import { elementwise } from './elementwise.ts'
import { extremum } from './extremum.ts'
import { gather } from './gather.ts'
import { opaque } from './opaque.ts'
import { product } from './product.ts'
import { quotient } from './quotient.ts'
import { round } from './round.ts'
import type { Rules } from './rules.ts'
import { select } from './select.ts'
import { softmax } from './softmax.ts'

/** An operation that computes: all but inputs, at which bounds begin and forms end. */
export type Computing = Exclude<Operation, { kind: 'input' }>

const rules: { readonly [Kind in Computing['kind']]: Rules<Extract<Computing, { kind: Kind }>> } = {
  affine,
  elementwise,
  extremum,
  gather,
  product,
  quotient,
  compare,
  select,
  round,
  bilinear,
  softmax,
  opaque,
}

/** The rules of an operation's kind. */
export function rulesOf<Own extends Computing>(operation: Own): Rules<Own> {
  return rules[operation.kind] as unknown as Rules<Own>
}

/** How many numbers each result of an operation depends on. */
export const width = (operation: Operation): number =>
  operation.kind === 'input' ? 1 : rulesOf(operation).width(operation)
