import { OvershootError } from '../../errors.ts'
import type { OperationKind } from '../../network/network.ts'
import { unknownBounds } from '../bounds.ts'
import { affine } from './affine.ts'
import { bilinear } from './bilinear.ts'
import { elementwise } from './elementwise.ts'
import { extremum } from './extremum.ts'
import { gather } from './gather.ts'
import { product } from './product.ts'
import type { IntervalRule } from './rules.ts'
import { softmax } from './softmax.ts'

const input: IntervalRule<'input'> = () => {
  throw new OvershootError('INTERNAL', 'the bounds of an input are given, not computed')
}

/** How to bound each kind of operation. */
export const intervalRules: { readonly [Kind in OperationKind['kind']]: IntervalRule<Kind> } = {
  affine,
  bilinear,
  elementwise,
  extremum,
  gather,
  input,
  opaque: ({ size }) => unknownBounds(size),
  product,
  softmax,
}
