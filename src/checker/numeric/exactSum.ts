/*
 * Sums of products without error, as whole numbers: coefficients and bounds are 0 or between 1e-60 and 1e60 in size, so
 * multiples of 2^-252, and float32 numbers are multiples of 2^-149.
 */
const [COEFFICIENTS, NUMBERS] = [2 ** 252, 2 ** 149]

/**
 * The sum of `weights` times float32 numbers `x`, and of `shift`, rounded once to the nearest float64; infinite, or
 * NaN, where numbers are.
 */
export function exactSum(weights: readonly number[], x: readonly number[], shift: number): number {
  const wild = x.filter((one) => !Number.isFinite(one))
  if (wild.length > 0)
    return x.reduce((sum, one, k) => (Number.isFinite(one) ? sum : sum + one * Math.sign(weights[k]!)), 0)
  let sum = BigInt(shift * COEFFICIENTS) * BigInt(NUMBERS)
  for (const [k, one] of x.entries()) sum += BigInt(weights[k]! * COEFFICIENTS) * BigInt(one * NUMBERS)
  return Number(sum) / COEFFICIENTS / NUMBERS
}
