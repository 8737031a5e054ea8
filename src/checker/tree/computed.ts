import { boundAll } from '../bounds/boundAll.ts'
import type { Region } from '../bounds/known.ts'
import type { Check } from '../check.ts'
import { demand } from '../demand.ts'
import type { Box, Certificate, Computed } from '../format/certificate.ts'
import { marginsOf } from '../format/margins.ts'
import { plain } from '../format/nodesIn.ts'
import { type Bounds, size, unknown } from '../numeric/bounds.ts'
import { floatAt, placeOf } from '../numeric/float32.ts'

/** The model's outputs for values of the one input number that is free, one row after the other. */
export type Compute = (values: Float32Array) => Float32Array

/** What the outputs (or margins) were, computed for every float32 from `lo` to `hi`, -0 and 0 being two of them. */
export interface Stretch {
  readonly lo: number
  readonly hi: number
  readonly least: number
  readonly most: number
  readonly nan: boolean
}

/** What outputs were computed: anew, or on record for a part of the numbers, in order. */
export interface Source {
  readonly compute?: Compute
  readonly record?: (lo: number, hi: number) => Iterable<Stretch>
}

/**
 * Does a backend compute a row to the same bits in every batch? On native the outputs of one input differ from batch to
 * batch, and on wasm the product of two matrices that are both read adds up in another order where a batch is one row:
 * by no more than what the checker's own bounds leave them.
 */
export function isSteady({ network, backend }: Pick<Certificate, 'network' | 'backend'>): boolean {
  return backend === 'cpu' || (backend === 'wasm' && network.operations.every(({ kind }) => kind !== 'bilinear'))
}
/** Rows computed at once. */
const ROWS = 2 ** 12
/** How often numbers are halved to narrow what bounds leave. */
const HALVES = 6

const ends = (boxes: readonly Box[]): (readonly [number, number])[] =>
  boxes.flatMap(({ lo, hi }) => Array.from(lo, (from, i) => [from, hi[i]!] as const))

/**
 * All inputs of a part of a domain in which one number is free (if any; else the first counts as it): what their
 * outputs are within, narrowed where that does not show it. @throws Rejection
 */
export function* computedBounds(
  check: Check,
  { boxes, phases }: Region,
  { cases }: Computed,
  source: Source,
  shows: (one: Bounds) => boolean,
): Generator<Bounds> {
  const { domains } = check
  const [free = 0, another] = [...ends(domains).entries()].filter(([, [from, to]]) => from < to).map(([i]) => i)
  demand(another === undefined && phases.length === 0, 'more than one number is free')
  const [from, to] = ends(boxes)[free]!
  const [first, last] = [placeOf(from === 0 ? -0 : from), placeOf(to + 0)]
  demand(cases === last - first + 1, `it says that ${cases} inputs were computed, and there are ${last - first + 1}`)
  let expected = first
  for (const stretch of stretchesOf(check, first, last, source)) {
    const end = placeOf(stretch.hi)
    demand(placeOf(stretch.lo) === expected && end >= expected && end <= last, 'not all of its inputs were computed')
    demand(stretch.nan || stretch.least <= stretch.most, 'what was computed makes no sense')
    const within = (halves: number): Bounds =>
      widened(stretch, isSteady(check) ? 0 : spread(check, boxes, free, expected, end, halves))
    const own = within(0)
    yield shows(own) ? own : within(HALVES)
    expected = end + 1
  }
  demand(expected === last + 1, 'not all of its inputs were computed')
}

/** What outputs are within that may be further apart by so much. */
function widened({ least, most, nan }: Stretch, wide: number): Bounds {
  if (wide === 0) return [least, most, nan]
  const lost = wide + 2 ** -50 * (Math.max(Math.abs(least), Math.abs(most)) + wide)
  return !nan && lost < Infinity ? [least - lost, most + lost, false] : unknown
}

function stretchesOf(check: Check, first: number, last: number, source: Source): Iterable<Stretch> {
  if (source.record) return source.record(floatAt(first), floatAt(last))
  demand(source.compute !== undefined, 'it cannot be checked without the model')
  return computeAll(check, first, last, source.compute)
}

function* computeAll({ holds }: Check, first: number, last: number, compute: Compute): Generator<Stretch> {
  for (let place = first; place <= last; place += ROWS) {
    const rows = Math.min(ROWS, last - place + 1)
    const outputs = compute(Float32Array.from({ length: rows }, (_, row) => floatAt(place + row)))
    demand(outputs.length >= rows && outputs.length % rows === 0, 'the model gives no output for each input')
    let [least, most, nan] = [Infinity, -Infinity, false]
    for (const output of 'margins' in holds ? marginsOf(outputs, holds.margins, holds.kind) : outputs) {
      nan ||= Number.isNaN(output)
      least = output < least ? output : least
      most = output > most ? output : most
    }
    yield { lo: floatAt(place), hi: floatAt(place + rows - 1), least, most, nan }
  }
}

/** How far outputs of one input may be apart by bounds, of inputs whose free number is at one of these places. */
function spread(
  check: Check,
  boxes: readonly Box[],
  free: number,
  first: number,
  last: number,
  halves: number,
): number {
  const region = { boxes: between(boxes, free, floatAt(first), floatAt(last)), phases: [] }
  const outputs = boundAll(check, region, { ...plain, kind: 'intervals' })!.bounds[check.network.output]!
  const whole = Math.max(...outputs.map((one) => (one[2] || size(one) === Infinity ? Infinity : one[1] - one[0])))
  if (whole === 0 || halves === 0 || first === last) return whole
  const middle = Math.floor((first + last) / 2)
  const left = spread(check, boxes, free, first, middle, halves - 1)
  return Math.max(left, spread(check, boxes, free, middle + 1, last, halves - 1))
}

/** The boxes with one of all their numbers from `lo` to `hi`. */
function between(boxes: readonly Box[], free: number, lo: number, hi: number): Box[] {
  let at = free
  return boxes.map((box) => {
    const [index, isHere] = [at, at >= 0 && at < box.lo.length]
    at -= box.lo.length
    return isHere ? { ...box, lo: box.lo.with(index, lo), hi: box.hi.with(index, hi) } : box
  })
}
