import { spend } from '../budget.ts'
import {
  type Box,
  type Certificate,
  type Choice,
  type Elementwise,
  type Extremum,
  type Leaf,
} from '../format/certificate.ts'
import { apply, line } from '../functions/curves.ts'
import { demand } from '../demand.ts'
import { placesOf } from '../operations/affineBounds.ts'
import { width } from '../format/checkNetwork.ts'
import { type Range, size } from '../numeric/bounds.ts'
import { figureOf } from '../operations/results.ts'
import { throughAffine } from '../operations/affineBackward.ts'

/** A part of the domain: a box, or letters where `hi` is 1, for each input, and signs of numbers that operations read. */
export interface Region {
  readonly boxes: readonly Box[]
  readonly signs: readonly { readonly operation: number; readonly index: number; readonly sign: 1 | -1 }[]
}

/** What is known of the float32 results of operations for all inputs in a region, those of affine ones `errors` off at most. */
export interface Known {
  readonly certificate: Certificate
  readonly region: Region
  readonly ranges: Range[][]
  readonly errors: number[][]
  readonly lines: (readonly [slope: number, intercept: number])[][]
  readonly leaf: Leaf
  /** For windows of sequences, the least and largest result for each word. */
  readonly words: Map<string, readonly [least: Float64Array, most: Float64Array]>
}

/** No more than `constant + sum slopes y` of numbers y. */
export type Form = { readonly constant: number; readonly slopes: Float64Array | undefined }

/**
 * What `sign` times number `index` of operation `target` is no more than: `constant + sum slopes y`, y being the results of operation
 * `stop`, or nothing without one. From the target back to the inputs each result is replaced by a linear form of what it
 * reads that is not below (DeepPoly, Singh et al. 2019), or its range where it has none.
 */
export function upper(known: Known, target: number, index: number, sign: number, stop = -1, choice?: Choice): Form {
  const { operations } = known.certificate.network
  const rows: Float64Array[] = []
  const row = (t: number): Float64Array => (rows[t] ??= new Float64Array(operations[t]!.size))
  // The constant, and the sizes of all that is added up: float64 loses less than `count` roundings of them.
  const sums = new Float64Array(2)
  let count = 4
  const add = (value: number): void => {
    sums[0]! += value
    sums[1]! += Math.abs(value)
    count++
  }
  const put = (into: readonly Float64Array[], tap: number, value: number): void => {
    let [k, at] = [0, tap]
    while (at >= into[k]!.length) at -= into[k++]!.length
    into[k]![at]! += value
  }
  const move = (into: readonly Float64Array[], x: readonly Range[], tap: number, value: number): void => {
    put(into, tap, value)
    sums[1]! += Math.abs(value) * size(x[tap]!)
    count++
  }
  if (stop === target) row(stop)[index] = sign
  for (let t = target; t >= 0; t--) {
    const operation = operations[t]!
    spend(known.certificate.budget, choice ? 1 + known.region.signs.length + choice.lower.length : 1)
    // A number that is not NaN times its sign is not below 0.
    for (const [k, one] of choice ? known.region.signs.entries() : [])
      if (operations[one.operation]!.reads[0] === t && t < target)
        move([row(t)], known.ranges[t]!, one.index, one.sign * (choice!.multipliers[k] ?? 0))
    const coefficients = rows[t]
    if (t === stop || (!coefficients && t < target)) continue
    // Rows are made, and of each number a line may be, through more than a hundred points.
    const each = operation.kind === 'elementwise' ? 2 ** 9 + known.leaf.lines.length : width(operation)
    spend(known.certificate.budget, 2 * operation.size + (coefficients ? operation.size : 1) * each)
    if (operation.kind === 'input') maximize(known.region.boxes[operation.input]!, coefficients!, add)
    if (operation.kind === 'input') continue
    const { reads } = operation
    const into = reads.map(row)
    const only = into.length === 1 ? into[0] : undefined
    const x = reads.length === 1 ? known.ranges[reads[0]!]! : reads.flatMap((read) => known.ranges[read]!)
    if (only && coefficients && operation.kind === 'affine' && operation.rounding.kind !== 'exact') {
      throughAffine(operation, coefficients, only, known.ranges[t]!, known.errors[t]!, add)
      continue
    }
    const asked = choice?.lower.find((one) => one.operation === t)?.slopes
    for (let i = coefficients ? 0 : index; i < (coefficients?.length ?? index + 1); i++) {
      const c = coefficients ? coefficients[i]! : sign
      const [lo, hi, nan] = known.ranges[t]![i]!
      if (c === 0) continue
      if (nan) add(Infinity)
      else if (operation.kind === 'affine' && known.errors[t]![i]! < Infinity) {
        // The error pays for float64, too; that of an exact sum pays for nothing.
        const { tap: first, weight: from, bias } = placesOf(operation, i)
        const { taps, kernel, filters, window, rounding } = operation
        for (let k = 0; k < window; k++) {
          const tap = taps[first + k]!
          const value = c * kernel[from + k * filters]!
          if (tap === -1 || value === 0) continue
          if (rounding.kind === 'exact') move(into, x, tap, value)
          else put(into, tap, value)
        }
        add(c * bias)
        add(Math.abs(c) * known.errors[t]![i]!)
      } else if (operation.kind === 'elementwise' && size(x[i]!) + size([lo, hi, false]) < Infinity) {
        const [slope, intercept] = lineOf(known, t, i, c > 0 ? 1 : -1, asked)
        move(into, x, i, c * slope)
        add(c * intercept)
      } else if (operation.kind === 'extremum' && choice?.weights && t === target) {
        const own = tapsOf(operation, i)
        for (const [k, share] of sharesOf(operation, own, choice.weights, c).entries())
          if (share > 0) move(into, x, own[k]!, c * share)
        // What the shares add up to is not quite 1; and another subnormal may come out.
        add((own.length + 4) * 2 ** -52 * size([lo, hi, false]) + (operation.exact ? 0 : 2 ** -125))
      } else if (operation.kind === 'gather' && operation.taps[i] !== -1) move(into, x, operation.taps[i]!, c)
      else if (operation.kind === 'extremum' && leader(operation, i, c, x) >= 0) {
        move(into, x, leader(operation, i, c, x), c)
        // Another subnormal may come out.
        if (!operation.exact) add(Math.abs(c) * 2 ** -125)
      } else add(c > 0 ? c * hi : c * lo)
    }
  }
  const bound = sums[0]! + count * 2 ** -52 * sums[1]!
  return { constant: bound < Infinity ? bound : Infinity, slopes: rows[stop] }
}

/** The line above c = 1, or below c = -1, result `i` of elementwise operation `t`. */
function lineOf(known: Known, t: number, i: number, side: 1 | -1, asked?: Float64Array): readonly [number, number] {
  const { operations } = known.certificate.network
  const { name, parameter, reads } = operations[t] as Elementwise
  const lines = (known.lines[t] ??= [])
  const make = (slope?: number): readonly [number, number] => {
    const [x, a] = [known.ranges[reads[0]!]![i]!, parameter[i % parameter.length]!]
    const { error } = apply(name, a, x[0], x[1], figureOf(known.certificate.figures, name, a))
    return line(name, a, [x[0], x[1]], error, side, known.ranges[t]![i]![side > 0 ? 1 : 0], slope)
  }
  if (side < 0 && asked) return make(asked[i])
  const own = known.leaf.lines.find(({ operation }) => operation === t)
  return (lines[2 * i + (side > 0 ? 1 : 0)] ??= make(own?.[side > 0 ? 'upper' : 'lower'][i]))
}

/** The numbers that an extremum is one of. */
export function tapsOf({ taps, window }: Extremum, i: number): number[] {
  return Array.from(taps.subarray(i * window, (i + 1) * window)).filter((tap) => tap !== -1)
}

/** How much each number counts in a bound of the largest from below: no less than it is their mean. */
function sharesOf({ mode }: Extremum, own: readonly number[], weights: Float64Array, c: number): Float64Array {
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const isMean = weights.every((weight) => weight >= 0) && total > 0 && total < Infinity
  const fits = c < 0 && mode === 'max' && weights.length === own.length && isMean
  demand(fits, 'its weights are not of what an output is the largest of')
  return weights.map((weight) => weight / total)
}

/** The number that a maximum is (or, where that is enough, is not below), of a minimum the other way round; -1 if none is sure. */
function leader(operation: Extremum, i: number, c: number, x: readonly Range[]): number {
  const { mode } = operation
  const own = tapsOf(operation, i)
  const least = (tap: number): number => (mode === 'max' ? x[tap]![0] : -x[tap]![1])
  const most = (tap: number): number => (mode === 'max' ? x[tap]![1] : -x[tap]![0])
  const best = own.reduce((a, b) => (least(b) > least(a) ? b : a))
  return c < 0 === (mode === 'max') || own.every((tap) => tap === best || most(tap) <= least(best)) ? best : -1
}

/** The largest that `sum slopes x` is over a box: each number at one of its ends, or one letter of each one-hot row. */
function maximize({ lo, hi, letters }: Box, slopes: Float64Array, add: (value: number) => void): void {
  let most = -Infinity
  for (const [i, slope] of slopes.entries()) {
    if (letters === undefined) add(Math.max(slope * lo[i]!, slope * hi[i]!))
    else if (hi[i] === 1) most = Math.max(most, slope)
    if (letters === undefined || (i + 1) % letters > 0) continue
    add(most)
    most = -Infinity
  }
}
