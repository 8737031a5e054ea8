import type { Letters } from './letters.ts'
import { sameTable, type Window, windowTable } from './windowTable.ts'

/** A string, by its letters' numbers, and the sum of all windows over it. */
export interface Extreme {
  readonly sum: number
  readonly string: Uint32Array
}

/** What there is to do, before any of it is done. */
export interface Plan {
  /** The first window of each kind: a table is made for each. */
  readonly kinds: readonly Window[]
  /** For each row, the kinds of the windows that end there. */
  readonly ending: readonly (readonly number[])[]
  /** Rows that a step looks at: those of the longest window, and at least two. */
  readonly span: number
  /** Strings of span - 1 letters. */
  readonly states: number
  /** Numbers to compute: units of every table's strings, and strings of every row's windows, for both extremes. */
  readonly work: number
}

export function planOf({ alphabet, length }: Letters, windows: readonly Window[]): Plan {
  const kinds: Window[] = []
  const ending: number[][] = Array.from({ length }, () => [])
  for (const window of windows) {
    let kind = kinds.findIndex((known) => sameTable(known, window))
    if (kind < 0) kind = kinds.push(window) - 1
    ending[window.first + window.rows - 1]!.push(kind)
  }
  const span = Math.max(2, ...kinds.map(({ rows }) => rows))
  const tables = kinds.reduce((sum, { rows, units }) => sum + units.length * alphabet ** rows, 0)
  const steps = ending.reduce(
    (sum, kindsHere, row) => sum + (2 + kindsHere.length) * alphabet ** Math.min(row + 1, span),
    0,
  )
  return { kinds, ending, span, states: alphabet ** (span - 1), work: tables + steps }
}

/**
 * The least and the greatest sum of all windows over the allowed strings, exact but for the rounding of float64:
 * dynamic programming along the string (Bellman 1957), whose states are the last span - 1 letters; no window sees more
 * than those and the next letter.
 */
export function extremeStrings(letters: Letters, plan: Plan): [least: Extreme, greatest: Extreme] {
  const least = newPath(letters, plan, 1)
  const greatest = newPath(letters, plan, -1)
  const sums = windowSums(letters, plan)
  for (let row = 0; row < letters.length; row++) {
    const here = sums(row)
    step(least, letters, plan, row, here)
    step(greatest, letters, plan, row, here)
  }
  return [traceBack(least, letters, plan), traceBack(greatest, letters, plan)]
}

/** The least sums so far, of all sums times `sign`: 1 for the least, -1 for the greatest. */
interface Path {
  readonly sign: 1 | -1
  /** For each state, the least sum of the windows before it; Infinity if no string leads there. */
  least: Float64Array
  next: Float64Array
  /** For each row and state, the letter that the string of the least sum has just before the state's. */
  readonly dropped: Uint16Array
}

function newPath({ length }: Letters, { states }: Plan, sign: 1 | -1): Path {
  return {
    sign,
    least: new Float64Array(states),
    next: new Float64Array(states),
    dropped: new Uint16Array(length * states),
  }
}

/** The sum of the windows that end in a row, for every string of that row and those before it that the span reaches. */
function windowSums({ alphabet }: Letters, { kinds, ending, span }: Plan): (row: number) => Float64Array {
  const tables: (Float64Array | undefined)[] = kinds.map(() => undefined)
  let sums = new Float64Array(0)
  return (row) => {
    const size = alphabet ** Math.min(row + 1, span)
    const here = ending[row]!
    if (sums.length === size && String(here) === String(ending[row - 1])) return sums
    sums = new Float64Array(size)
    for (const kind of here) {
      const table = (tables[kind] ??= windowTable(kinds[kind]!, alphabet))
      for (let first = 0; first < size; first += table.length)
        for (let s = 0; s < table.length; s++) sums[first + s]! += table[s]!
      // Tables of windows that are met once, as with weights for each row, would pile up.
      if (!ending.slice(row + 1).some((later) => later.includes(kind))) tables[kind] = undefined
    }
    return sums
  }
}

function step(
  path: Path,
  { alphabet, allowed }: Letters,
  { span, states }: Plan,
  row: number,
  sums: Float64Array,
): void {
  const { sign, least, next, dropped } = path
  next.fill(Infinity)
  // While the state still grows, no letter drops out of it.
  const isGrowing = row + 1 < span
  const drops = isGrowing ? 1 : alphabet
  const rest = isGrowing ? alphabet ** row : states / alphabet
  for (const letter of allowed[row]!)
    for (let kept = 0; kept < rest; kept++) {
      const state = kept * alphabet + letter
      let sum = Infinity
      let from = 0
      for (let drop = 0; drop < drops; drop++) {
        const candidate = least[drop * rest + kept]! + sign * sums[drop * states + state]!
        if (candidate < sum) {
          sum = candidate
          from = drop
        }
      }
      next[state] = sum
      dropped[row * states + state] = from
    }
  path.least = next
  path.next = least
}

function traceBack({ sign, least, dropped }: Path, { alphabet, length }: Letters, { span, states }: Plan): Extreme {
  let state = 0
  const ends = alphabet ** Math.min(length, span - 1)
  for (let s = 1; s < ends; s++) if (least[s]! < least[state]!) state = s
  const sum = sign * least[state]!
  const string = new Uint32Array(length)
  for (let row = length - 1; row >= 0; row--) {
    string[row] = state % alphabet
    state = dropped[row * states + state]! * (states / alphabet) + Math.floor(state / alphabet)
  }
  return { sum, string }
}
