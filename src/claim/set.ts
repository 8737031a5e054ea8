import { checkOptions, unexpected } from '../errors.ts'
import type { Formula } from './linear/formula.ts'
import type { Margins } from './linear/margins.ts'

/**
 * A set of output values: an interval of the real line with its infinities, each end in or out. NaN lies in no set.
 * With a `formula` it is one of margins, not of output numbers: see `linear`.
 */
export interface OutputSet {
  readonly lo: number
  readonly hi: number
  /** True where the bound itself is outside the set. */
  readonly open: { readonly lo: boolean; readonly hi: boolean }
  readonly description: string
  /** What it says of all numbers of a row together. */
  readonly formula?: Formula
  /** The same for the rows of a claim's model; only in claims. */
  readonly margins?: Margins
}

/**
 * The outputs from `lo` to `hi`, both included; with `open`, both excluded, or the one that it names. Bounds are
 * float64 and compared exactly.
 * @throws ARGUMENT_INVALID for bounds between which no number lies
 */
export function within(lo: number, hi: number, options: { open?: boolean | 'lo' | 'hi' } = {}): OutputSet {
  checkOptions('within', options, ['open'])
  checkBound('within', 'lo', lo)
  checkBound('within', 'hi', hi)
  const given = options.open ?? false
  if (![true, false, 'lo', 'hi'].includes(given))
    throw unexpected({ api: 'within', expected: "true, false, 'lo' or 'hi'", name: 'open', value: given })
  const open = { lo: given === true || given === 'lo', hi: given === true || given === 'hi' }
  if (lo > hi || (given !== false && lo === hi))
    throw unexpected({
      api: 'within',
      expected: `lo ${given === false ? '<=' : '<'} hi`,
      name: 'lo, hi',
      value: [lo, hi],
    })
  return { lo, hi, open, description: `${open.lo ? '(' : '['}${lo}, ${hi}${open.hi ? ')' : ']'}` }
}

/** The outputs greater than `bound`. */
export function above(bound: number): OutputSet {
  checkBound('above', 'bound', bound)
  return { lo: bound, hi: Infinity, open: { lo: true, hi: false }, description: `> ${bound}` }
}

/** The outputs less than `bound`. */
export function below(bound: number): OutputSet {
  checkBound('below', 'bound', bound)
  return { lo: -Infinity, hi: bound, open: { lo: false, hi: true }, description: `< ${bound}` }
}

/** The outputs that are `bound` or greater. */
export function atLeast(bound: number): OutputSet {
  checkBound('atLeast', 'bound', bound)
  return { lo: bound, hi: Infinity, open: { lo: false, hi: false }, description: `>= ${bound}` }
}

/** The outputs that are `bound` or less. */
export function atMost(bound: number): OutputSet {
  checkBound('atMost', 'bound', bound)
  return { lo: -Infinity, hi: bound, open: { lo: false, hi: false }, description: `<= ${bound}` }
}

/** Is this output in the set? Exact; false for NaN. */
export function inSet(set: OutputSet, value: number): boolean {
  const aboveLo = set.open.lo ? value > set.lo : value >= set.lo
  const belowHi = set.open.hi ? value < set.hi : value <= set.hi
  return aboveLo && belowHi
}

function checkBound(api: string, name: string, value: unknown): void {
  if (typeof value !== 'number' || Number.isNaN(value)) throw unexpected({ api, expected: 'a number', name, value })
}

/** Does every number from `lo` to `hi` lie in the set? */
export function coversRange(set: OutputSet, lo: number, hi: number): boolean {
  return inSet(set, lo) && inSet(set, hi)
}

/** Does no number from `lo` to `hi` lie in the set? */
export function missesRange(set: OutputSet, lo: number, hi: number): boolean {
  const isBelow = set.open.lo ? hi <= set.lo : hi < set.lo
  const isAbove = set.open.hi ? lo >= set.hi : lo > set.hi
  return isBelow || isAbove
}
