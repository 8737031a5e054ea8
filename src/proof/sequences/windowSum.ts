import { linearForm } from './linearForm.ts'
import type { Place } from './readNumbers.ts'
import type { Setting } from './setting.ts'
import type { Window } from './windowTable.ts'
import { elementwiseUnit, letterUnits, type PlacedUnit } from './placedUnit.ts'

/**
 * A number of a result as a sum over windows of the string: as float32 computes it, it is within `slack` of the sum of
 * all windows, as `extremeStrings` finds it, plus some number from `lo` to `hi`.
 */
export interface WindowSum {
  readonly windows: readonly Window[]
  /** What the other inputs may add. */
  readonly lo: number
  readonly hi: number
  readonly slack: number
}

/**
 * The number at `place` as such a sum: a linear form of letters, of functions of one linear form of letters, and of
 * numbers that do not depend on the string. Or why it is none.
 */
export function windowSum(setting: Setting, place: Place): WindowSum | string {
  const { network, letters, depends, bounds } = setting
  const { terms, constant, error } = linearForm(network, bounds, place)
  if (error === Infinity) return `what ${network.operations[place[0]]!.layer} sums up may overflow`
  const units: PlacedUnit[] = []
  let lo = constant
  let hi = constant
  let size = Math.abs(constant)
  for (const [index, coefficients] of terms) {
    if (index === letters.operation) {
      units.push(...letterUnits(coefficients, letters))
      continue
    }
    for (const [number, coefficient] of coefficients) {
      if (depends[index]![number] === 1) {
        const unit = elementwiseUnit(setting, [index, number], coefficient)
        if (typeof unit === 'string') return unit
        units.push(unit)
      } else {
        const ends = [coefficient * bounds[index]!.lo[number]!, coefficient * bounds[index]!.hi[number]!] as const
        lo += Math.min(...ends)
        hi += Math.max(...ends)
        size += Math.max(Math.abs(ends[0]), Math.abs(ends[1]))
      }
    }
  }
  let slack = error
  for (const unit of units) {
    slack += unit.slack
    size += unit.size
  }
  // What float64 loses: every number is added up at most once for each unit, row and term, and multiplied once.
  const count = units.length + letters.length + [...terms.values()].reduce((sum, one) => sum + one.size, 0)
  slack += (count + 8) * 2 ** -52 * size
  return Number.isFinite(lo - hi - slack)
    ? { windows: windowsOf(units), lo, hi, slack }
    : `nothing bounds what other inputs add to ${network.operations[place[0]]!.layer}`
}

/** Units that see the same rows share a window. */
function windowsOf(units: readonly PlacedUnit[]): Window[] {
  const windows = new Map<string, Window & { units: PlacedUnit['unit'][] }>()
  for (const { first, rows, unit } of units) {
    const key = `${first} ${rows}`
    const known = windows.get(key)
    if (known === undefined) windows.set(key, { first, rows, units: [unit] })
    else known.units.push(unit)
  }
  return [...windows.values()]
}
