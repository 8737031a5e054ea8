import { forEachBlock } from '../../network/operations/concatenate.ts'
import { sizeOf } from '../../network/operations/rules.ts'
import { newBounds } from '../bounds.ts'
import type { BoundsRule } from './rules.ts'

export const concatenate: BoundsRule<'concatenate'> = ({ axis, shape }, reads) => {
  const bounds = newBounds(sizeOf(shape))
  const shapes = reads.map((read) => read.shape)
  forEachBlock(shape, axis, shapes, (read, from, to, length) => {
    bounds.lo.set(reads[read]!.lo.subarray(from, from + length), to)
    bounds.hi.set(reads[read]!.hi.subarray(from, from + length), to)
    bounds.nan.set(reads[read]!.nan.subarray(from, from + length), to)
  })
  return bounds
}
