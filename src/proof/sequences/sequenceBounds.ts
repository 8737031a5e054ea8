import type { BackendName } from '../../backend/name.ts'
import { evaluate } from '../../network/evaluate.ts'
import type { Network } from '../../network/network.ts'
import { checkTime } from '../../timeUp.ts'
import type { Region } from '../region.ts'
import { boundsAbove } from './boundsAbove.ts'
import { endRows } from './endRows.ts'
import { extremeStrings, type Plan, planOf } from './extremeStrings.ts'
import { type Place, readNumbers } from './readNumbers.ts'
import { type Setting, settingOf } from './setting.ts'
import { type WindowSum, windowSum } from './windowSum.ts'

export type SequenceBounds = ExactBounds | { readonly kind: 'none'; readonly reason: string }

/** The bounds of a network's output over all strings of letters. */
export interface ExactBounds {
  readonly kind: 'exact'
  /** Every float32 output is within [lo, hi], and none is NaN. Of several output numbers, the hull. */
  readonly lo: number
  readonly hi: number
  /** A row for each input of the network at which real arithmetic gives the least output. */
  readonly lowest: Float32Array[]
  /** … and the greatest. */
  readonly highest: Float32Array[]
  /** `lo` and `hi` are no further than this from the outputs of `lowest` and `highest` in real arithmetic. */
  readonly slack: number
  /** Strings of as many letters as windows overlap by: the states of the dynamic programming. */
  readonly states: number
}

export interface SequenceOptions {
  /** Numbers that may be computed for an output number, windows times filters: about a second's work. */
  readonly work?: number
  /** On the clock of `performance.now()`; past it TimeUp is thrown. */
  readonly until?: number
}

const DEFAULT_WORK = 1e8
/** Strings of the longest window: tables of 32 MB. */
const LARGEST_TABLE = 2 ** 22

/**
 * The exact bounds, but for rounding, of a network's float32 output on `backend` over all strings of the region at
 * once: the letters come in through one input of one-hot rows, and reach each output number through one number that is
 * a sum over windows of the string (see `windowSum`), as in convolution, activation, average, dense. Dynamic
 * programming finds that number's bounds and intervals take it on to the output. Other inputs may add to it or join
 * later: what they add is bounded by intervals. Where this does not apply, `reason` says why.
 * @throws ARGUMENT_INVALID when the region does not fit the network
 */
export function sequenceBounds(
  network: Network,
  region: Region,
  backend: BackendName,
  { work = DEFAULT_WORK, until = Infinity }: SequenceOptions = {},
): SequenceBounds {
  if (region.phases.length > 0) return { kind: 'none', reason: 'the region has phases' }
  const setting = settingOf(network, region, backend, until)
  if (typeof setting === 'string') return { kind: 'none', reason: setting }
  const { size } = network.operations[network.output]!
  const all: NumberBounds[] = []
  for (let number = 0; number < size; number++) {
    checkTime(until)
    const own = boundsOf(setting, number, work)
    if (typeof own === 'string') return { kind: 'none', reason: own }
    all.push(own)
  }
  return hull(all)
}

/** What is found for one number of the output. */
interface NumberBounds {
  readonly lo: number
  readonly hi: number
  readonly lowest: Evaluation
  readonly highest: Evaluation
  readonly states: number
}

/** Rows of all inputs, and what real arithmetic makes of them. */
interface Evaluation {
  readonly rows: Float32Array[]
  readonly output: number
}

function boundsOf(setting: Setting, number: number, work: number): NumberBounds | string {
  const { network, letters } = setting
  const found = findSum(setting, [network.output, number], work)
  if (typeof found === 'string') return found
  const { place, sum, plan } = found
  const [low, high] = extremeStrings(letters, plan)
  const bounds = boundsAbove(setting, place, low.sum + sum.lo - sum.slack, high.sum + sum.hi + sum.slack)
  if (bounds.nan[number] === 1) return 'the output may be NaN'
  const rows = extremeRows(setting, number, [low.string, high.string])
  return { lo: bounds.lo[number]!, hi: bounds.hi[number]!, ...rows, states: plan.states }
}

interface FoundSum {
  readonly place: Place
  readonly sum: WindowSum
  readonly plan: Plan
}

/**
 * The number through which all letters reach the one at `place`, the last of those that are sums over windows, and not
 * too many.
 */
function findSum(setting: Setting, place: Place, work: number): FoundSum | string {
  const { network, depends } = setting
  if (depends[place[0]]![place[1]] === 0) return 'the output does not depend on the string'
  for (let at = place; ;) {
    const found = sumAt(setting, at, work)
    const before = readNumbers(network, at).filter(([index, number]) => depends[index]![number] === 1)
    if (typeof found !== 'string' || before.length !== 1) return found
    at = before[0]!
  }
}

function sumAt(setting: Setting, place: Place, work: number): FoundSum | string {
  const { letters } = setting
  const sum = windowSum(setting, place)
  if (typeof sum === 'string') return sum
  const plan = planOf(letters, sum.windows)
  const strings = `windows of ${plan.span} letters out of ${letters.alphabet}`
  if (letters.alphabet ** plan.span > LARGEST_TABLE) return `there are too many ${strings}`
  if (plan.work > work) return `${strings} are ${plan.work} numbers to compute, past the limit of ${work}`
  return { place, sum, plan }
}

/**
 * Of both strings, with either end of the other inputs, the rows of the least and the greatest output in real
 * arithmetic.
 */
function extremeRows(
  setting: Setting,
  number: number,
  strings: readonly Uint32Array[],
): { lowest: Evaluation; highest: Evaluation } {
  const { network, letters } = setting
  const all: Evaluation[] = []
  const sides = endRows(setting, [network.output, number])
  for (const string of strings)
    for (const ends of network.inputs.length > 1 ? sides : sides.slice(0, 1)) {
      const rows = ends.map((row) => row ?? oneHotRow(string, letters.alphabet))
      all.push({ rows, output: evaluate(network, rows)[number]! })
    }
  return { lowest: least(all), highest: greatest(all) }
}

const least = (all: readonly Evaluation[]): Evaluation => all.reduce((a, b) => (b.output < a.output ? b : a))
const greatest = (all: readonly Evaluation[]): Evaluation => all.reduce((a, b) => (b.output > a.output ? b : a))

function oneHotRow(string: Uint32Array, alphabet: number): Float32Array {
  const row = new Float32Array(string.length * alphabet)
  for (const [i, letter] of string.entries()) row[i * alphabet + letter] = 1
  return row
}

function hull(all: readonly NumberBounds[]): ExactBounds {
  const lo = Math.min(...all.map((bounds) => bounds.lo))
  const hi = Math.max(...all.map((bounds) => bounds.hi))
  const lowest = least(all.map((bounds) => bounds.lowest))
  const highest = greatest(all.map((bounds) => bounds.highest))
  // Real outputs may be past bounds that are float32 numbers.
  const slack = Math.max(0, lowest.output - lo, hi - highest.output)
  const states = Math.max(...all.map((bounds) => bounds.states))
  return { kind: 'exact', lo, hi, lowest: lowest.rows, highest: highest.rows, slack, states }
}
