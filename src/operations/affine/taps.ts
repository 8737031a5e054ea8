import { NOWHERE } from '../../forms/kernel.ts'

/**
 * Which of the numbers that are read the windows of an affine operation see. Windows that slide look alike: a few
 * patterns of steps, each in many places. Number k of the window at position p is where that window starts plus step k
 * of its pattern.
 */
export interface Taps {
  readonly window: number
  /** Where the window of each position starts; one number: as far from the one before, the first at 0. */
  readonly starts: Int32Array | number
  /** The pattern of each position, counted from 0; null where there is but one. */
  readonly patterns: Int32Array | null
  /** Steps from the start, [patterns, window]. */
  readonly steps: Int32Array
}

/** The number that place `k` of the window at position `p` sees; below 0 for a padding zero. */
export function tapAt(taps: Taps, p: number, k: number): number {
  return startAt(taps, p) + taps.steps[stepsAt(taps, p) + k]!
}

/** Where the window at position `p` starts: its taps are this plus its steps. */
export function startAt({ starts }: Taps, p: number): number {
  return typeof starts === 'number' ? starts * p : starts[p]!
}

/** Where the steps of the window at position `p` begin. */
export function stepsAt({ patterns, window }: Taps, p: number): number {
  return patterns === null ? 0 : patterns[p]! * window
}

/** The numbers that the window at position `p` sees, -1 for a padding zero. */
export function windowAt(taps: Taps, p: number): Int32Array {
  return Int32Array.from({ length: taps.window }, (_, k) => Math.max(-1, tapAt(taps, p, k)))
}

/** Windows that lie one after the other. */
export function inOrder(window: number): Taps {
  return { window, starts: window, patterns: null, steps: Int32Array.from({ length: window }, (_, k) => k) }
}

/** Taps that are listed, [positions, window], -1 for a padding zero. */
export function tapsOf(list: Int32Array, window: number): Taps {
  const positions = list.length / window
  const starts = Int32Array.from({ length: positions }, (_, p) => startOf(list, window, p))
  const { patterns, places } = patternsOf(list, window, starts)
  const steps = new Int32Array(places.length * window)
  for (const [pattern, p] of places.entries())
    for (let k = 0; k < window; k++) steps[pattern * window + k] = stepTo(list[p * window + k]!, starts[p]!)
  const [first = 0, second = window] = starts
  return {
    window,
    starts: first === 0 && starts.every((start, p) => start === p * second) ? second : starts,
    patterns: places.length === 1 ? null : patterns,
    steps,
  }
}

/** Are these the taps of so many windows? Where they lead to is checked for all operations alike. */
export function fitTaps(taps: Taps, positions: number, window: number): boolean {
  const { starts, patterns, steps } = taps
  // Of what comes from outside, a list that fills no windows is still a list.
  if (!(steps instanceof Int32Array)) return false
  const count = steps.length / window
  return (
    taps.window === window &&
    Number.isInteger(count) &&
    (typeof starts === 'number' || starts.length === positions) &&
    (patterns === null
      ? count === 1
      : patterns.length === positions && patterns.every((one) => one >= 0 && one < count))
  )
}

/** The list that `tapsOf` makes these taps of. */
export function listed(taps: Taps, positions: number): Int32Array {
  const { window } = taps
  const list = new Int32Array(positions * window)
  for (let p = 0; p < positions; p++)
    for (let k = 0; k < window; k++) list[p * window + k] = Math.max(-1, tapAt(taps, p, k))
  return list
}

/** The first number that the window at position `p` sees; 0 where it sees padding only. */
function startOf(list: Int32Array, window: number, p: number): number {
  for (let i = p * window; i < (p + 1) * window; i++) if (list[i]! >= 0) return list[i]!
  return 0
}

function stepTo(tap: number, start: number): number {
  // No window starts so far in that this would lead to a number.
  return tap < 0 ? NOWHERE : tap - start
}

/** The pattern of each position, and for each pattern a place where it stands. */
function patternsOf(
  list: Int32Array,
  window: number,
  starts: Int32Array,
): { patterns: Int32Array; places: readonly number[] } {
  const patterns = new Int32Array(starts.length)
  const places: number[] = []
  const byHash = new Map<number, number[]>()
  const stepAt = (p: number, k: number): number => stepTo(list[p * window + k]!, starts[p]!)
  const areSame = (p: number, q: number): boolean => {
    for (let k = 0; k < window; k++) if (stepAt(p, k) !== stepAt(q, k)) return false
    return true
  }
  for (let p = 0; p < starts.length; p++) {
    let hash = 0
    for (let k = 0; k < window; k++) hash = (Math.imul(hash, 31) + stepAt(p, k)) | 0
    const alike = byHash.get(hash) ?? []
    const known = alike.find((pattern) => areSame(places[pattern]!, p))
    patterns[p] = known ?? places.push(p) - 1
    if (known === undefined) byHash.set(hash, [...alike, patterns[p]!])
  }
  return { patterns, places }
}
