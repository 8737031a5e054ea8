import { formatNumber } from '../../formatNumber.ts'
import type { PlaygroundOutput } from '../reportData.ts'

type Claimed = Pick<PlaygroundOutput, 'claimed' | 'open'>

/**
 * The set that an output is claimed to lie in, e.g. `[0, 1]`, or `(0, 1)` where the ends are no members; empty where
 * none is.
 */
export function claimedText({ claimed, open = [false, false] }: Claimed): string {
  if (!claimed) return ''
  const [lo, hi] = claimed
  return `${open[0] ? '(' : '['}${formatNumber(lo, 'down')}, ${formatNumber(hi, 'up')}${open[1] ? ')' : ']'}`
}

/** How an output leaves the set that it is claimed to lie in; empty where it does not, and for NaN. */
export function outsideText(value: number, { claimed, open = [false, false] }: Claimed): string {
  if (!claimed) return ''
  const [lo, hi] = claimed
  if (value > hi) return `above ${formatNumber(hi)}`
  if (value < lo) return `below ${formatNumber(lo)}`
  if (open[1] && value === hi) return `not below ${formatNumber(hi)}`
  return open[0] && value === lo ? `not above ${formatNumber(lo)}` : ''
}
