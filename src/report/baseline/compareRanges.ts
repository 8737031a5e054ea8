import { formatExact, formatNumber } from '../formatNumber.ts'
import type { Recorded } from './baseline.ts'

type Range = Recorded['certified']

/** What has become of a certified range, in words. */
export interface RangeChange {
  readonly kind: 'worse' | 'better'
  readonly from: string
  readonly to: string
  readonly why: string
}

/**
 * How far, as a share of the size of a range's ends, another backend's bounds may reach past it: 16 steps of float32.
 * Functions and sums of backends differ in their last bits, and so do ranges that are narrow for the size of their
 * ends.
 */
const OTHER_BACKEND = 2 ** -20

/**
 * Compares a certified range with the recorded one, which it may leave on both sides together by `growth`, a share of
 * the recorded width. Undefined where it neither grew nor became tighter by more than that.
 */
export function compareRanges(
  before: Range,
  after: Range,
  { growth, otherBackend }: { growth: number; otherBackend: boolean },
): RangeChange | undefined {
  const out = beyond(after, before)
  const allowed = Math.max(growth * scale(before), otherBackend ? OTHER_BACKEND * endSize(before) : 0)
  const ends = spell(before, after)
  // What is no number must not pass for a range that did not grow.
  if (!(out.lo + out.hi <= allowed))
    return {
      ...ends,
      kind: 'worse',
      why: `${describe(out)}; ${formatNumber(allowed, 'down')} is allowed${out.lo > 0 && out.hi > 0 ? ' for both together' : ''}`,
    }
  const gained = beyond(before, after)
  // Less than what may be lost unnoticed is no news either.
  return gained.lo + gained.hi > allowed ? { ...ends, kind: 'better', why: 'it is tighter' } : undefined
}

interface Reach {
  readonly lo: number
  readonly hi: number
}

/** How far a range reaches past another one at either end. */
function beyond([lo, hi]: Range, [innerLo, innerHi]: Range): Reach {
  return { lo: lo >= innerLo ? 0 : innerLo - lo, hi: hi <= innerHi ? 0 : hi - innerHi }
}

function describe({ lo, hi }: Reach): string {
  const falls = `its lower end falls by ${formatNumber(lo, 'up')}`
  const rises = `its upper end rises by ${formatNumber(hi, 'up')}`
  return lo === 0 ? rises : hi === 0 ? falls : `${falls} and ${rises.slice('its '.length)}`
}

/** What a share is of: the width, or, of a range that is a point or has no end, the size of its ends. */
function scale(range: Range): number {
  const width = range[1] - range[0]
  return width > 0 && width < Infinity ? width : endSize(range)
}

function endSize(range: Range): number {
  return Math.max(0, ...range.map(Math.abs).filter(Number.isFinite))
}

/** Rounded outwards, unless that would show two ranges as one. */
function spell(before: Range, after: Range): { from: string; to: string } {
  const short = ([lo, hi]: Range) => `[${formatNumber(lo, 'down')}, ${formatNumber(hi, 'up')}]`
  const exact = ([lo, hi]: Range) => `[${formatExact(lo)}, ${formatExact(hi)}]`
  const distinct = before.every((end, i) => end === after[i] || formatNumber(end) !== formatNumber(after[i]!))
  return distinct ? { from: short(before), to: short(after) } : { from: exact(before), to: exact(after) }
}
