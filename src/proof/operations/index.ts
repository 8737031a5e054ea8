import { OvershootError } from '../../errors.ts'
import type { OperationKind } from '../../network/index.ts'
import { sizeOf } from '../../network/operations/rules.ts'
import { unknownBounds } from '../bounds.ts'
import { activation } from './activation.ts'
import { clippedRelu } from './clippedRelu.ts'
import { concatenate } from './concatenate.ts'
import { conv1d } from './conv1d.ts'
import { dense } from './dense.ts'
import { globalPool } from './globalPool.ts'
import { leakyRelu } from './leakyRelu.ts'
import { merge } from './merge.ts'
import { normalize } from './normalize.ts'
import { pool1d } from './pool1d.ts'
import type { BoundsRule } from './rules.ts'

const input: BoundsRule<'input'> = () => {
  throw new OvershootError('INTERNAL', 'the bounds of an input are given, not computed')
}

/** How to bound each kind of operation. */
export const boundsRules: { readonly [Kind in OperationKind['kind']]: BoundsRule<Kind> } = {
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
  opaque: ({ shape }) => unknownBounds(sizeOf(shape)),
  pool1d,
  // The same numbers: the bounds are shared.
  reshape: (_operation, [x]) => x!,
}
