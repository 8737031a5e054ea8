import { sizeOf } from '../../network/operations/rules.ts'
import { newBounds } from '../bounds.ts'
import { setMax } from '../max.ts'
import { setMean } from '../mean.ts'
import type { BoundsRule } from './rules.ts'

export const pool1d: BoundsRule<'pool1d'> = ({ mode, width, stride, padLeft, shape }, [x]) => {
  const [steps, channels] = x!.shape as [number, number]
  const bounds = newBounds(sizeOf(shape))
  const set = mode === 'max' ? setMax : setMean
  for (let step = 0; step < shape[0]!; step++) {
    const first = Math.max(0, step * stride - padLeft)
    const end = Math.min(steps, step * stride - padLeft + width)
    for (let c = 0; c < channels; c++)
      set(bounds, step * channels + c, x!, { first: first * channels + c, step: channels, count: end - first })
  }
  return bounds
}
