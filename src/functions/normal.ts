/** The standard normal density, phi(x) = e^(-x^2 / 2) / sqrt(2 pi). */
export function normalDensity(x: number): number {
  return Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)
}

/**
 * The share of a standard normal distribution left of x, (1 + erf(x / sqrt 2)) / 2, off by less than 2^-50: near 0 by
 * phi(x) (x + x^3/3 + x^5/(3 5) + ...), whose terms all have one sign, so that nothing cancels; far out by Laplace's
 * continued fraction phi(x) / (x + 1/(x + 2/(x + ...))) (Abramowitz & Stegun 26.2.11 and 26.2.14).
 */
export function normalShare(x: number): number {
  if (Number.isNaN(x)) return NaN
  if (Math.abs(x) < 3) return 0.5 + normalDensity(x) * series(x)
  return x < 0 ? tail(-x) : 1 - tail(x)
}

function series(x: number): number {
  let sum = 0
  let term = x
  for (let n = 1; sum + term !== sum; n += 2) {
    sum += term
    term *= (x * x) / (n + 2)
  }
  return sum
}

/** The share right of x >= 3. There 60 steps leave less than 2^-60. */
function tail(x: number): number {
  let fraction = x
  for (let k = 60; k > 0; k--) fraction = x + k / fraction
  return normalDensity(x) / fraction
}

/**
 * 2 / sqrt(pi) times the integral of e^(-t^2) from 0 to x. Near 0 by e^(-x^2) (x + 2 x^3 / 3 + 4 x^5 / (3 5) + ...),
 * whose terms all have one sign, so that nothing cancels (Abramowitz & Stegun 7.1.6).
 */
export function errorFunction(x: number): number {
  if (Number.isNaN(x)) return NaN
  if (Math.abs(x) > 1.5) return Math.sign(x) * (1 - 2 * normalShare(-Math.abs(x) * Math.SQRT2))
  let sum = 0
  let term = x
  for (let n = 1; sum + term !== sum; n += 2) {
    sum += term
    term *= (2 * x * x) / (n + 2)
  }
  return sum * Math.exp(-x * x) * (2 / Math.sqrt(Math.PI))
}
