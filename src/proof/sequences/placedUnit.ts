import { valueMargin } from '../../functions/elementwiseFunction.ts'
import { elementwiseFunctions } from '../../functions/index.ts'
import type { Letters } from './letters.ts'
import { linearForm } from './linearForm.ts'
import type { Place } from './readNumbers.ts'
import type { Setting } from './setting.ts'
import type { Unit } from './windowTable.ts'

/** A unit and the rows that it sees. */
export interface PlacedUnit {
  readonly first: number
  readonly rows: number
  readonly unit: Unit
  /** The largest magnitude of its value. */
  readonly size: number
  /** At least |value - weight * number that float32 computes|. */
  readonly slack: number
}

/** Weighted letters: a unit for each of their rows. */
export function letterUnits(coefficients: ReadonlyMap<number, number>, { alphabet }: Letters): PlacedUnit[] {
  const rows = new Map<number, Float64Array>()
  for (const [number, coefficient] of coefficients) {
    const row = Math.floor(number / alphabet)
    const own = rows.get(row) ?? new Float64Array(alphabet)
    own[number % alphabet] = coefficient
    rows.set(row, own)
  }
  return [...rows].map(([first, own]) => ({
    first,
    rows: 1,
    unit: { name: undefined, parameter: 0, weight: 1, constant: 0, coefficients: own },
    size: Math.max(...own.map(Math.abs)),
    slack: 0,
  }))
}

/**
 * `weight` times the number at `place`, if that is an elementwise function of a linear form of letters; or why it is
 * not.
 */
export function elementwiseUnit(setting: Setting, [index, number]: Place, weight: number): PlacedUnit | string {
  const { network, letters, backend, bounds } = setting
  const operation = network.operations[index]!
  if (operation.kind !== 'elementwise') return `${operation.layer} does not add up what windows of the string give`
  const { name, reads } = operation
  const read = reads[0]!
  const z = linearForm(network, bounds, [read, number])
  if ([...z.terms.keys()].some((term) => term !== letters.operation))
    return `what ${operation.layer} reads is not linear in the letters`
  const parameter = operation.parameter[operation.parameter.length === 1 ? 0 : number]!
  const lo = bounds[read]!.lo[number]!
  const hi = bounds[read]!.hi[number]!
  const { value, turns, error, lipschitz } = elementwiseFunctions[name]
  const { relative, absolute, nan } = error(parameter, backend, lo, hi)
  const steepest = lipschitz(parameter)
  const isKnown = !nan && absolute < Infinity && z.error < Infinity && steepest < Infinity
  if (!isKnown) return `${operation.layer} may overflow`
  // What real arithmetic gives may be past the bounds of what float32 gives. Where a function turns, rounding is far
  // below the margin.
  const ends = [lo - z.error, hi + z.error, ...turns(lo - z.error, hi + z.error, parameter)]
  const largest = Math.max(...ends.map((end) => Math.abs(value(end, parameter)))) * (1 + 2 ** -20)
  const far = Math.max(...ends.map(Math.abs))
  const off = steepest * z.error + relative * largest + absolute + valueMargin * (largest + far)
  return {
    ...linearUnit(z.terms.get(letters.operation) ?? new Map(), letters, {
      name,
      parameter,
      weight,
      constant: z.constant,
    }),
    size: Math.abs(weight) * largest,
    slack: Math.abs(weight) * off,
  }
}

function linearUnit(
  terms: ReadonlyMap<number, number>,
  { alphabet }: Letters,
  unit: Omit<Unit, 'coefficients'>,
): Pick<PlacedUnit, 'first' | 'rows' | 'unit'> {
  let first = Infinity
  let last = 0
  for (const number of terms.keys()) {
    const row = Math.floor(number / alphabet)
    first = Math.min(first, row)
    last = Math.max(last, row)
  }
  // A function of no letter at all may stand in any row.
  first = Math.min(first, last)
  const coefficients = new Float64Array((last - first + 1) * alphabet)
  for (const [number, coefficient] of terms) coefficients[number - first * alphabet] = coefficient
  return { first, rows: last - first + 1, unit: { ...unit, coefficients } }
}
