import { newBounds } from '../bounds.ts'
import { setMax } from '../max.ts'
import { setMean } from '../mean.ts'
import type { BoundsRule } from './rules.ts'

export const globalPool: BoundsRule<'globalPool'> = ({ mode }, [x]) => {
  const [steps, channels] = x!.shape as [number, number]
  const bounds = newBounds(channels)
  const set = mode === 'max' ? setMax : setMean
  for (let c = 0; c < channels; c++) set(bounds, c, x!, { first: c, step: channels, count: steps })
  return bounds
}
