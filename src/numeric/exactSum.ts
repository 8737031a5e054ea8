/**
 * Sums of products of float64 coefficients and float32 numbers, without error until the sum is rounded to the nearest
 * float64. Between 1e-60 and 1e60, coefficients split into two parts whose products with float32 numbers are exact, and
 * nothing underflows.
 */
export interface ExactSum {
  /** Numbers whose sum is exact: each reaches no bit of the next. */
  parts: Float64Array
  count: number
  /** The sum of what is infinite or NaN; 0 where nothing is. */
  special: number
}

/** Parts never overlap, and between the largest product and the smallest there are fewer bits. */
const PARTS = 1024
/** Splits a float64 into two numbers of 26 bits (Dekker 1971). */
const SPLITTER = 2 ** 27 + 1

export function newExactSum(): ExactSum {
  return { parts: new Float64Array(PARTS), count: 0, special: 0 }
}

export function clearExactSum(sum: ExactSum): void {
  sum.count = 0
  sum.special = 0
}

/** Adds `coefficient`, not 0, times a float32 number. */
export function addExactProduct(sum: ExactSum, coefficient: number, value: number): void {
  if (!Number.isFinite(value)) {
    sum.special += Math.sign(coefficient) * value
    return
  }
  const scaled = SPLITTER * coefficient
  const high = scaled - (scaled - coefficient)
  addExact(sum, high * value)
  addExact(sum, (coefficient - high) * value)
}

/** Adds a finite number (Shewchuk 1997, Adaptive Precision Floating-Point Arithmetic, grow-expansion). */
export function addExact(sum: ExactSum, value: number): void {
  const { parts } = sum
  let count = 0
  let carried = value
  for (let i = 0; i < sum.count; i++) {
    const part = parts[i]!
    const total = carried + part
    const virtual = total - carried
    const lost = carried - (total - virtual) + (part - virtual)
    if (lost !== 0) parts[count++] = lost
    carried = total
  }
  if (carried !== 0) parts[count++] = carried
  sum.count = count
}

/** The float64 nearest to the sum, to the even one of two; infinite or NaN where what was added is. */
export function roundExact({ parts, count, special }: ExactSum): number {
  if (special !== 0) return special
  if (count === 0) return 0
  let i = count - 1
  let high = parts[i]!
  let low = 0
  while (i > 0 && low === 0) {
    const before = high
    const part = parts[--i]!
    high = before + part
    low = part - (high - before)
  }
  // Half-way between two numbers the parts below decide.
  if (i > 0 && ((low < 0 && parts[i - 1]! < 0) || (low > 0 && parts[i - 1]! > 0))) {
    const twice = 2 * low
    const next = high + twice
    if (next - high === twice) high = next
  }
  return high
}
