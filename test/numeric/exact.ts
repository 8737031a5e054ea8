/**
 * Real functions in fixed-point arithmetic of 1,200 binary places, to hold float64 ones against. Arguments up to 350.
 */
const places = 1200n
const one = 1n << places

/** A float64 as a fixed-point number, exactly. */
export function fixed(x: number): bigint {
  const [bits] = new BigInt64Array(Float64Array.of(x).buffer)
  const exponent = (bits! >> 52n) & 0x7ffn
  const mantissa = (bits! & 0xfffffffffffffn) + (exponent === 0n ? 0n : 1n << 52n)
  const size = mantissa << (places - 1074n + (exponent === 0n ? 0n : exponent - 1n))
  return x < 0 ? -size : size
}

export const times = (a: bigint, b: bigint): bigint => (a * b) >> places
export const over = (a: bigint, b: bigint): bigint => (a << places) / b
export const ratio = (a: number, b: number): bigint => (BigInt(a) << places) / BigInt(b)
export { one }

export function exp(x: bigint): bigint {
  if (x < 0n) return over(one, exp(-x))
  let halvings = 0n
  while (x >> halvings > one >> 8n) halvings++
  // Squaring doubles relative errors: more places meanwhile.
  const extra = 64n
  const small = (x << extra) >> halvings
  const unit = one << extra
  let sum = unit
  let term = unit
  for (let n = 1n; term !== 0n; n++) {
    term = (term * small) / (unit * n)
    sum += term
  }
  for (; halvings > 0n; halvings--) sum = (sum * sum) >> (places + extra)
  return sum >> extra
}

/** Newton's method from a float64 near the logarithm. */
export function log(a: bigint, near: number): bigint {
  let y = fixed(near)
  for (let step = 0; step < 6; step++) y += over(a, exp(y)) - one
  return y
}

export const expm1 = (x: bigint): bigint => exp(x) - one
export const sigmoid = (x: bigint): bigint => over(one, one + exp(-x))
export const tanh = (x: bigint): bigint => over(expm1(2n * x), exp(2n * x) + one)

/** Machin: pi / 4 = 4 arctan(1/5) - arctan(1/239). */
const pi: bigint = 4n * (4n * arctanOfInverse(5n) - arctanOfInverse(239n))

function arctanOfInverse(n: bigint): bigint {
  let sum = 0n
  let power = one / n
  for (let k = 1n; power !== 0n; k += 2n) {
    sum += (k % 4n === 1n ? power : -power) / k
    power /= n * n
  }
  return sum
}

/** By its series, of what is left of x when whole waves are taken off: x up to 2^128. */
export function sin(x: bigint): bigint {
  const left = x % (2n * pi)
  let sum = 0n
  let term = left
  for (let n = 2n; term !== 0n; n += 2n) {
    sum += term
    term = -times(times(term, left), left) / (n * (n + 1n))
  }
  return sum
}

export const cos = (x: bigint): bigint => sin(x + pi / 2n)

export function squareRoot(a: bigint): bigint {
  const square = a << places
  let root = a > one ? a : one
  for (;;) {
    const next = (root + square / root) >> 1n
    if (next >= root) return root
    root = next
  }
}

const rootOfTwoOverPi: bigint = squareRoot(over(2n * one, pi))

/** sqrt(2 / pi) (x + 0.044715 x^3) */
export const geluInner = (x: bigint): bigint =>
  times(rootOfTwoOverPi, x + times(ratio(44715, 1_000_000), times(x, times(x, x))))

/** The share of a normal distribution left of x: (1 + erf(x / sqrt 2)) / 2 by the alternating series, for |x| < 20. */
export function normalShare(x: bigint): bigint {
  const square = times(x, x)
  let sum = 0n
  let power = x
  for (let n = 0n; power !== 0n; n++) {
    sum += power / (2n * n + 1n)
    power = -times(power, square) / (2n * (n + 1n))
  }
  return (one + times(rootOfTwoOverPi, sum)) / 2n
}
