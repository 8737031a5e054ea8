import { SLOPES, type SideSlopes } from '../sideSlopes.ts'
import { type Relaxation, upperBound } from './backward.ts'
import { type Line, setReluLower } from '../../operations/elementwise/lines.ts'
import { extremePoint } from './extremePoint.ts'

/** Variables that an upper bound may be made small over: one lower slope from 0 to 1 each. */
interface Slopes {
  /** Index of the relu operation. */
  readonly operation: number
  /** Its results that are neither 0 nor their read for sure. */
  readonly numbers: Int32Array
  readonly line: Line
}

export interface OptimizeOptions {
  /** Backward passes. */
  readonly steps: number
  /** Where to begin; otherwise with the plain rule's slopes, see `makeLines`, and no multipliers. */
  readonly first?: Pick<SideSlopes, 'lower' | 'multipliers'> | undefined
  /** Is a bound good enough? None is looked for that is better. */
  readonly isEnough?: (bound: number) => boolean
}

/**
 * The upper bound of the form in `coefficients[from]`, made smaller by moving the lower slopes of relus and the
 * multipliers of phases along its subgradient with Adam's step sizes (Xu et al. 2021, Fast and
 * Complete: alpha-CROWN). Any slopes from 0 to 1 and multipliers >= 0 are sound: every step's bound is, and the best
 * one, which is left in the relaxation, is returned.
 */
export function optimizeSlopes(relaxation: Relaxation, from: number, options: OptimizeOptions): number {
  const { steps, first, isEnough = () => false } = options
  const all = slopesBefore(relaxation, from)
  const { region, multipliers } = relaxation
  for (let k = multipliers.length; k < region.phases.length; k++) multipliers.push(0)
  const slopes = all.reduce((sum, { numbers }) => sum + numbers.length, 0)
  const count = slopes + multipliers.length
  if (count === 0) return upperBound(relaxation, from)

  const variables = new Float64Array(count)
  start(relaxation, all, first, variables)
  write(relaxation, all, variables)
  const adam = { gradient: new Float64Array(count), mean: new Float64Array(count), square: new Float64Array(count) }
  const best = variables.slice()
  let least = Infinity
  let rate = firstRate
  for (let step = 1; ; step++) {
    const bound = upperBound(relaxation, from)
    if (bound < least) {
      least = bound
      best.set(variables)
    }
    if (step >= steps || bound === Infinity || isEnough(bound)) break
    setGradient(relaxation, from, all, adam.gradient)
    move(variables, slopes, adam, step, rate)
    rate *= 0.96
    write(relaxation, all, variables)
  }
  write(relaxation, all, best)
  return least
}

function slopesBefore({ network, bounds, lines }: Relaxation, from: number): Slopes[] {
  const all: Slopes[] = []
  for (const [index, operation] of network.operations.entries()) {
    if (index >= from || operation.kind !== 'elementwise' || operation.name !== 'relu') continue
    const x = bounds[operation.reads[0]!]!
    const numbers = Int32Array.from(x.lo.keys()).filter(
      (i) => x.nan[i] === 0 && x.lo[i]! < 0 && x.hi[i]! > 0 && x.lo[i]! > -Infinity && x.hi[i]! < Infinity,
    )
    if (numbers.length > 0) all.push({ operation: index, numbers, line: lines[index]!.lower })
  }
  return all
}

/** How the bound of the last pass changes with each variable: its subgradient. */
function setGradient(relaxation: Relaxation, from: number, all: readonly Slopes[], gradient: Float64Array): void {
  const { network, region, coefficients, multipliers } = relaxation
  const values = extremePoint(relaxation, from)
  const readOf = (operation: number): Float64Array => values[network.operations[operation]!.reads[0]!]!
  let v = 0
  for (const { operation, numbers } of all) {
    const L = coefficients[operation]
    const z = readOf(operation)
    for (const i of numbers) gradient[v++] = L !== undefined && L[i]! < 0 ? L[i]! * z[i]! : 0
  }
  for (const { operation, index, sign } of region.phases.slice(0, multipliers.length))
    gradient[v++] = sign * readOf(operation)[index]!
}

/** The state of Adam (Kingma and Ba 2015). */
interface Adam {
  readonly gradient: Float64Array
  readonly mean: Float64Array
  readonly square: Float64Array
}

/** One step of Adam: the first `slopes` variables stay from 0 to 1, the others from 0 on. */
function move(variables: Float64Array, slopes: number, { gradient, mean, square }: Adam, step: number, rate: number) {
  for (let k = 0; k < variables.length; k++) {
    const g = gradient[k]!
    mean[k] = 0.9 * mean[k]! + 0.1 * g
    square[k] = 0.99 * square[k]! + 0.01 * g * g
    const by = mean[k]! / (1 - 0.9 ** step) / (Math.sqrt(square[k]! / (1 - 0.99 ** step)) + 1e-30)
    variables[k] = Math.min(k < slopes ? 1 : Infinity, Math.max(0, variables[k]! - rate * by))
  }
}

const firstRate = 0.25

function start(
  { network, bounds, multipliers }: Relaxation,
  all: readonly Slopes[],
  first: OptimizeOptions['first'],
  into: Float64Array,
): void {
  let v = 0
  for (const { operation, numbers } of all) {
    const { lo, hi } = bounds[network.operations[operation]!.reads[0]!]!
    const own = first?.lower[operation]
    for (const i of numbers) into[v++] = own === undefined ? (hi[i]! > -lo[i]! ? 1 : 0) : own[i]! / SLOPES
  }
  for (const k of multipliers.keys()) into[v++] = first?.multipliers[k] ?? 0
}

function write({ network, bounds, multipliers }: Relaxation, all: readonly Slopes[], from: Float64Array): void {
  let v = 0
  for (const { operation, numbers, line } of all) {
    const { lo, hi } = bounds[network.operations[operation]!.reads[0]!]!
    for (const i of numbers) setReluLower(line, i, Math.round(SLOPES * from[v++]!) / SLOPES, Math.max(-lo[i]!, hi[i]!))
  }
  for (let k = 0; k < multipliers.length; k++) multipliers[k] = from[v++]!
}
