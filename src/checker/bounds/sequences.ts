import { spend } from '../budget.ts'
import { demand } from '../demand.ts'
import type { Elementwise, Sequence } from '../format/certificate.ts'
import { apply } from '../functions/apply.ts'
import { figureOf } from '../functions/figures.ts'
import { type Bounds, size } from '../numeric/bounds.ts'
import { lostInFloat64 } from '../numeric/slack.ts'
import { parameterOf } from '../operations/elementwise.ts'
import { upper } from './backward.ts'
import type { Known } from './known.ts'

/** The curve of which a sum is taken, and the one-hot rows that it sees windows of. */
interface Place {
  readonly known: Known
  readonly hidden: number
  readonly input: number
  readonly curve: Elementwise
  readonly letters: number
  readonly hi: Float32Array
  readonly rows: readonly number[]
}

/**
 * One result of the curve, which counts `c` times in the sum: what it reads is a sum over the letters of `width` rows,
 * `last` the last of them.
 */
interface Window {
  readonly c: number
  readonly a: number
  readonly last: number
  readonly width: number
  /**
   * No less than -1 times what it reads, and than what it reads: a constant, and the slope of each letter of each row.
   */
  readonly sums: readonly (readonly number[])[]
  readonly result: Bounds
  /** Windows of the same key have the same results for the same words. */
  readonly key: string
}

/** Sums over windows of more words than this take too much memory. */
const MOST_WORDS = 2 ** 27

/**
 * The most that `side` times number `index` of operation `target` can be over all strings of a one-hot input: a
 * constant and a sum over the results of the elementwise operation `hidden`, each of which sees a window of rows. Row
 * by row it is known what the windows that have ended add at most, for each word of the letters that later ones see.
 */
export function longest(known: Known, { target, hidden, input }: Sequence, index: number, side: number): number {
  const place = placeOf(known, hidden, input)
  const { letters, rows } = place
  const form = upper(known, target, index, side, hidden)
  const windows = Array.from(form.slopes ?? []).flatMap((c, i) => (c === 0 ? [] : [windowOf(place, c, i)]))
  const width = Math.max(1, ...windows.map((window) => window.width))
  const words = letters ** width
  demand(
    words * rows.length < MOST_WORDS && words * new Set(windows.map(({ key }) => key)).size < MOST_WORDS,
    'its windows see too many letters',
  )
  spend(known.check.budget, words * (rows.length + windows.length) * 16)
  // Roundings of float64, a few for each window and row; NaN and infinities say nothing.
  const sizes = windows.reduce((sum, { c, result }) => sum + Math.abs(c) * size(result), 0)
  const lost = lostInFloat64(windows.length + rows.length + 4, sizes)
  const most = largestSum(place, windows, width) + form.constant + lost
  return sizes < Infinity && most < Infinity ? most : Infinity
}

function placeOf(known: Known, hidden: number, input: number): Place {
  const { operations } = known.check.network
  const [curve, source] = [operations[hidden], operations[input]]
  demand(curve?.kind === 'elementwise' && source?.kind === 'input', 'no sequence is read where it says so')
  const { letters, hi } = known.region.boxes[source.input]!
  demand(letters !== undefined, 'what it calls a sequence has no letters')
  const rows = Array.from({ length: source.size / letters }, (_, row) => row)
  return { known, hidden, input, curve, letters, hi, rows }
}

function windowOf({ known, hidden, input, curve, letters, hi, rows }: Place, c: number, i: number): Window {
  // What the curve reads is within -ends[0] and ends[1], sums over the input.
  const ends = [-1, 1].map((end) => upper(known, curve.reads[0]!, i, end, input))
  const isSeen = (row: number): boolean =>
    ends.some(({ slopes }) => slopes?.subarray(row * letters, (row + 1) * letters).some((slope) => slope !== 0))
  const [first, last] = [rows.find(isSeen) ?? 0, rows.findLast(isSeen) ?? 0]
  const sums = ends.map(({ constant, slopes }) => {
    return [constant, ...(slopes ?? new Float64Array(hi.length)).subarray(first * letters, (last + 1) * letters)]
  })
  const [a, result] = [parameterOf(curve, i), known.bounds[hidden]![i]!]
  const key = [curve.name, a, ...sums.flat(), ...result].join()
  return { c, a, last, width: last - first + 1, sums, result, key }
}

/**
 * What a window's result is within, for each word that it may see: letters of its rows as digits, the first row's the
 * highest.
 */
function resultsOf(place: Place, { a, sums, result, key }: Window): readonly [least: Float64Array, most: Float64Array] {
  const { known, curve, letters } = place
  const found = known.words.get(key)
  if (found) return found
  const [least, most] = sums.map((own) => sumsOfWords(own, letters)) as [Float64Array, Float64Array]
  const regions = figureOf(known.check.figures, curve.name, a)
  for (let word = 0; word < most.length; word++) {
    const made = apply(curve.name, a, -least[word]!, most[word]!, regions)
    least[word] = Math.max(made.lo, result[0])
    most[word] = Math.min(made.hi, result[1])
  }
  known.words.set(key, [least, most])
  return [least, most]
}

/** A constant and the slope of one letter of each row, for each word. */
function sumsOfWords([constant, ...slopes]: readonly number[], letters: number): Float64Array {
  let all = Float64Array.of(constant!)
  for (let k = 0; k < slopes.length; k += letters) {
    const shorter = all
    all = new Float64Array(shorter.length * letters)
    for (let word = 0; word < all.length; word++)
      all[word] = shorter[Math.floor(word / letters)]! + slopes[k + (word % letters)]!
  }
  return all
}

/**
 * The largest sum of all windows over all strings that the rows allow: `best` is what those that have ended add, for
 * each of the last words.
 */
function largestSum(place: Place, windows: readonly Window[], width: number): number {
  const { letters, hi, rows } = place
  const gains = new Map<string, Float64Array>()
  let best = new Float64Array(letters ** (width - 1))
  for (const row of rows) {
    const ending = windows.filter(({ last }) => last === row)
    const key = ending.map(({ c, key: own }) => `${c} ${own}`).join()
    const gain = gains.get(key) ?? gainOf(place, ending, letters ** width)
    gains.set(key, gain)
    const next = new Float64Array(best.length).fill(-Infinity)
    for (let word = 0; word < gain.length; word++) {
      if (hi[row * letters + (word % letters)] !== 1) continue
      const value = best[Math.floor(word / letters)]! + gain[word]!
      if (!(value <= next[word % next.length]!)) next[word % next.length] = value
    }
    best = next
  }
  return best.reduce((a, b) => Math.max(a, b))
}

/** What windows that end in one row add to the sum at most, for each word. */
function gainOf(place: Place, ending: readonly Window[], words: number): Float64Array {
  const gain = new Float64Array(words)
  for (const window of ending) {
    const [least, most] = resultsOf(place, window)
    const values = window.c > 0 ? most : least
    for (let word = 0; word < words; word++) gain[word]! += window.c * values[word % values.length]!
  }
  return gain
}
