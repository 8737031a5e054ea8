import { spend } from '../budget.ts'
import { demand } from '../demand.ts'
import type { Box, Choice, Elementwise, Lines } from '../format/certificate.ts'
import { apply, type Line, line } from '../functions/apply.ts'
import { figureOf } from '../functions/figures.ts'
import { lostInFloat64 } from '../numeric/slack.ts'
import { relaxRow } from '../operations/affineRow.ts'
import { parameterOf } from '../operations/elementwise.ts'
import { type Computing, rulesOf, width } from '../operations/index.ts'
import { add, move, type Sum, type Turn } from '../operations/rules.ts'
import { boundsRead, type Known } from './known.ts'

/** No more than `constant + sum slopes y` of numbers y. */
export type Form = { readonly constant: number; readonly slopes: Float64Array | undefined }

/** Which number a backward pass is for, and what it has come to. */
interface Pass {
  readonly known: Known
  readonly target: number
  readonly index: number
  readonly side: number
  readonly choice: Choice | undefined
  /** Of each operation's results, where there are any: their coefficients. */
  readonly rows: Float64Array[]
  readonly sum: Sum
}

/**
 * What `side` times number `index` of operation `target` is no more than: `constant + sum slopes y`, y being the
 * results of operation `stop`, or nothing without one. From the target back to the inputs each result is replaced by a
 * linear form of what it reads that is not below (DeepPoly, Singh et al. 2019), or its bound where it has none.
 */
export function upper(known: Known, target: number, index: number, side: number, stop = -1, choice?: Choice): Form {
  const { check, region } = known
  const rows: Float64Array[] = []
  // Four roundings more than numbers that are added up.
  const pass: Pass = { known, target, index, side, choice, rows, sum: { constant: 0, sizes: 0, count: 4 } }
  if (stop === target) rowOf(pass, stop)[index] = side
  for (let t = target; t >= 0; t--) {
    spend(check.budget, choice ? 1 + region.phases.length + choice.lower.length : 1)
    if (choice && t < target) addPhases(pass, t, choice)
    if (t !== stop && (rows[t] || t === target)) replace(pass, t)
  }
  const bound = pass.sum.constant + lostInFloat64(pass.sum.count, pass.sum.sizes)
  return { constant: bound < Infinity ? bound : Infinity, slopes: rows[stop] }
}

function rowOf({ known, rows }: Pass, t: number): Float64Array {
  return (rows[t] ??= new Float64Array(known.check.network.operations[t]!.size))
}

/**
 * A number whose phase is known, times its sign, is not below 0 unless it is NaN: any multiple may be added (Lagrange).
 */
function addPhases(pass: Pass, t: number, { multipliers }: Choice): void {
  const { known, sum } = pass
  for (const [k, { operation, index, sign }] of known.region.phases.entries()) {
    if (known.check.network.operations[operation]!.reads[0] !== t) continue
    move({ into: [rowOf(pass, t)], x: known.bounds[t]!, sum }, index, sign * (multipliers[k] ?? 0))
  }
}

/** Replaces results of operation `t`, or the one that is bounded, by what they read. */
function replace(pass: Pass, t: number): void {
  const { known, index, side, sum } = pass
  const { check, region, leaf } = known
  const operation = check.network.operations[t]!
  const coefficients = pass.rows[t]
  // Rows are made, and of each number a line may be, through more than a hundred points.
  const each = operation.kind === 'elementwise' ? 2 ** 9 + leaf.lines.length : width(operation)
  spend(check.budget, 2 * operation.size + (coefficients ? operation.size : 1) * each)
  if (operation.kind === 'input') {
    demand(coefficients !== undefined, 'it bounds an input')
    maximize(region.boxes[operation.input]!, coefficients, sum)
    return
  }
  const turn = turnOf(pass, t, operation)
  const isRow = operation.kind === 'affine' && operation.rounding.kind !== 'exact' && turn.into.length === 1
  if (!coefficients) relax(operation, index, side, turn)
  else if (isRow) relaxRow(operation, coefficients, turn)
  else for (let i = 0; i < coefficients.length; i++) relax(operation, i, coefficients[i]!, turn)
}

/** Replaces `c` times result `i`: by its bound where it has no form. */
function relax(operation: Computing, i: number, c: number, turn: Turn): void {
  if (c === 0) return
  const [lo, hi, nan] = turn.bounds[i]!
  if (nan) add(turn.sum, Infinity)
  else if (!rulesOf(operation).relax(operation, i, c, turn)) add(turn.sum, c > 0 ? c * hi : c * lo)
}

function turnOf(pass: Pass, t: number, { reads }: Computing): Turn {
  const { known, target, choice, sum } = pass
  const asked = choice?.lower.find((one) => one.operation === t)?.slopes
  return {
    x: boundsRead(known, t),
    into: reads.map((read) => rowOf(pass, read)),
    bounds: known.bounds[t]!,
    errors: known.errors[t]!,
    sum,
    lineOf: (i, side) => lineOf(known, t, i, side, asked),
    weights: t === target ? choice?.weights : undefined,
  }
}

/** The line above c = 1, or below c = -1, result `i` of elementwise operation `t`. */
function lineOf(known: Known, t: number, i: number, side: 1 | -1, asked: Float64Array | undefined): Line {
  const operation = known.check.network.operations[t] as Elementwise
  const { name, reads } = operation
  const lines = (known.lines[t] ??= [])
  const make = (slope?: number): Line => {
    const [x, a] = [known.bounds[reads[0]!]![i]!, parameterOf(operation, i)]
    const { error } = apply(name, a, x[0], x[1], figureOf(known.check.figures, name, a))
    return line(name, a, [x[0], x[1]], error, side, known.bounds[t]![i]![side > 0 ? 1 : 0], slope)
  }
  if (side < 0 && asked) return make(asked[i])
  const given = (): Lines | undefined => known.leaf.lines.find((one) => one.operation === t)
  return (lines[2 * i + (side > 0 ? 1 : 0)] ??= make(given()?.[side > 0 ? 'upper' : 'lower'][i]))
}

/** The largest that `sum slopes x` is over a box: each number at one of its ends, or one letter of each one-hot row. */
function maximize({ lo, hi, letters }: Box, slopes: Float64Array, sum: Sum): void {
  let most = -Infinity
  for (const [i, slope] of slopes.entries()) {
    if (letters === undefined) add(sum, Math.max(slope * lo[i]!, slope * hi[i]!))
    else if (hi[i] === 1) most = Math.max(most, slope)
    if (letters === undefined || (i + 1) % letters > 0) continue
    add(sum, most)
    most = -Infinity
  }
}
