import { allOf, anyOf } from '../claim/linear/combine.ts'
import type { LinearSet } from '../claim/linear/linearSet.ts'
import { LEAST, linear, MOST } from '../claim/linear/linear.ts'
import { OvershootError } from '../errors.ts'
import { compare, type Decimal, multiply, negate, toDecimal, toNumber } from '../numeric/decimal.ts'
import type { OutputInequality, PropertyBox } from './readVnnlib.ts'
import { floorDecimal64 } from '../numeric/roundDecimal.ts'

/**
 * The rows of `width` output numbers that are not unsafe; `places` says where each of the property's outputs stands in
 * the row. Where a bound is no float64, rows next to it that are safe may be missing, but none that is unsafe is in the
 * set.
 * @throws PROPERTY_UNSUPPORTED for numbers that linear sets cannot hold
 */
export function safeSet(unsafe: PropertyBox['unsafe'], width: number, places: readonly number[]): LinearSet {
  const clauses = unsafe.map((inequalities) =>
    inequalities.length === 0
      ? nothing(width)
      : anyOf(...inequalities.map((inequality) => opposite(inequality, width, places))),
  )
  return allOf(...clauses)
}

/** No output number is as large as it is small. */
function nothing(width: number): LinearSet {
  const first = Array.from({ length: width }, (_, i) => (i === 0 ? 1 : 0))
  return allOf(linear(first, '>', MOST), linear(first, '<', -MOST))
}

/** What holds where an inequality does not. */
function opposite({ terms, constant, strict }: OutputInequality, width: number, places: readonly number[]): LinearSet {
  const factor = exactFactor(terms.map(([, coefficient]) => coefficient))
  const coefficients = Array.from({ length: width }, () => 0)
  for (const [output, coefficient] of terms) {
    const scaled = toNumber(multiply(coefficient, factor))
    if (!(Math.abs(scaled) >= LEAST && Math.abs(scaled) <= MOST)) throw unsupported('coefficients')
    coefficients[places[output]!] = scaled
  }
  return linear(coefficients, strict ? '<=' : '<', lowered(negate(multiply(constant, factor))))
}

/** A power of ten that makes all of these numbers float64 without rounding. */
function exactFactor(coefficients: readonly Decimal[]): Decimal {
  const isExact = (value: Decimal): boolean => {
    const nearest = toNumber(value)
    return Number.isFinite(nearest) && compare(toDecimal(nearest), value) === 0
  }
  const exponent = coefficients.reduce((least, coefficient) => Math.min(least, coefficient.exponent), 0)
  for (const factor of [
    { digits: 1n, exponent: 0 },
    { digits: 1n, exponent: -exponent },
  ])
    if (coefficients.every((coefficient) => isExact(multiply(coefficient, factor)))) return factor
  throw unsupported('coefficients')
}

/** The greatest float64 that a linear set may have for its bound and that is not above `bound`. */
function lowered(bound: Decimal): number {
  const found = floorDecimal64(bound)
  if (Math.abs(found) > MOST) throw unsupported('bounds')
  if (found === 0 || Math.abs(found) >= LEAST) return found
  return found > 0 ? 0 : -LEAST
}

function unsupported(what: string): OvershootError {
  return new OvershootError(
    'PROPERTY_UNSUPPORTED',
    `${what} of outputs are past 1e60, below 1e-60 or of too many digits to be decided exactly`,
  )
}
