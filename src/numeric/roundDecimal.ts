import { FLOAT32_MAX, nextDown32, nextUp32 } from './float32.ts'
import { nextDown } from './outward.ts'
import { compare, type Decimal, negate, toDecimal, toNumber } from './decimal.ts'

/** The least float32 that is not below `value`, or above it where `strict`; Infinity where there is none. */
export function ceilDecimal32(value: Decimal, strict: boolean): number {
  let found = Math.fround(toNumber(value))
  if (!Number.isFinite(found)) {
    if (found > 0) return Infinity
    found = -FLOAT32_MAX
  }
  // Rounded twice it may be off by one either way.
  while (found > -FLOAT32_MAX && isAtLeast(nextDown32(found), value, strict)) found = nextDown32(found)
  while (found < Infinity && !isAtLeast(found, value, strict)) found = nextUp32(found)
  return found
}

/** The greatest float32 that is not above `value`, or below it where `strict`; -Infinity where there is none. */
export function floorDecimal32(value: Decimal, strict: boolean): number {
  return -ceilDecimal32(negate(value), strict)
}

/** A float32 nearest to `value`; infinite where that is past all of them. */
export function nearestDecimal32(value: Decimal): number {
  const [below, above] = [floorDecimal32(value, false), ceilDecimal32(value, false)]
  if (!Number.isFinite(below) || !Number.isFinite(above)) return Math.fround(toNumber(value))
  const twice = { digits: value.digits * 2n, exponent: value.exponent }
  return compare(twice, toDecimal(below + above)) < 0 ? below : above
}

/** The greatest float64 that is not above `value`. */
export function floorDecimal64(value: Decimal): number {
  const nearest = toNumber(value)
  return compare(toDecimal(nearest), value) > 0 ? nextDown(nearest) : nearest
}

function isAtLeast(found: number, value: Decimal, strict: boolean): boolean {
  const order = compare(toDecimal(found), value)
  return strict ? order > 0 : order >= 0
}
