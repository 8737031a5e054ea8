import type { BackendName } from '../../backend/name.ts'
import { FLOAT32_MAX, FLOAT32_MIN_NORMAL, nextDown32 } from '../../claim/float32.ts'
import { gamma, overflow, unit } from '../rounding.ts'
import { constantBelow, type MeasuredError, measuredError, type MeasuredRegion, worstOf } from './measured.ts'

/** Functions that tf.js layers make of several kernels, at least one of them measured. */
export type ComposedName = 'swish' | 'gelu' | 'geluTanh'

/**
 * x times a gate that rises from 0 to 1, as layers compute it: sigmoid(x) * x; x * (0.5 * (1 + erf(x / sqrt 2))); 0.5 * (x * (1 +
 * tanh(sqrt(2 / pi) * (x + 0.044715 * pow(x, 3))))). Errors hold for every finite float32 in [lo, hi]; at infinities 0 * Infinity may come.
 */
export function composedError(name: ComposedName, backend: BackendName, lo: number, hi: number): MeasuredError {
  const known = (made[name] ??= {})
  return worstOf((known[backend] ??= makeRegions(name, backend)), lo, hi)
}

const made: Partial<Record<ComposedName, Partial<Record<BackendName, readonly MeasuredRegion[]>>>> = {}

/** Where errors are worked out apart; the last may overflow. */
const joints = [
  [-64, -32, -16, -8, -6, -5, -4, -3, -2, -1.5, -1, -0.5, -0.25],
  [0, 0.25, 0.5, 1, 2, 4, 8, 16, 2 ** 64, 2 ** 127],
].flat()

function makeRegions(name: ComposedName, backend: BackendName): MeasuredRegion[] {
  const pieceError = name === 'swish' ? swish : name === 'gelu' ? gelu : geluTanh
  const shut = shutBelow(name, backend)
  const starts = [shut, ...joints.filter((joint) => joint > shut)]
  const regions = starts.map((from, i): MeasuredRegion => {
    const to = i + 1 < starts.length ? nextDown32(starts[i + 1]!) : FLOAT32_MAX
    const { relative, absolute } = pieceError(backend, from, to)
    if (from >= 0) return [from, relative, absolute, 0, Infinity]
    // No such function falls below -0.2785; where a gate errs below 0 results may be positive.
    return [from, relative, absolute, -0.2785 * (1 + relative) - absolute, gateIsPositive(name, backend) ? 0 : absolute]
  })
  // There the gate is exactly 0, and so is the result: the error is F itself.
  return [[-Infinity, 0, beyond(name, shut), 0, 0], ...regions]
}

interface PieceError {
  readonly relative: number
  readonly absolute: number
}

/** What every float32 input flushed to zero, or result, may add. */
const flushed = 4 * FLOAT32_MIN_NORMAL

function swish(backend: BackendName, lo: number, hi: number): PieceError {
  const { relative, absolute, max } = measuredError('sigmoid', backend, lo, hi)
  // From zero on sigmoid is at least 1/2: what is off by `absolute` is so by twice that relatively.
  const own = (1 + relative + (lo >= 0 ? 2 * absolute : 0)) * (1 + unit) - 1 + 2 ** -50
  if (lo >= 0) return { relative: own, absolute: hi * max < overflow ? flushed : Infinity }
  return { relative: own, absolute: -lo * absolute * (1 + unit) + flushed }
}

/** The quotient x / sqrt 2: a rounded divisor, one rounding, and one to spare. |w| erf'(w) is largest at w = 1 / sqrt 2, 0.484. */
function gelu(backend: BackendName, lo: number, hi: number): PieceError {
  const sensitivity = 2 / Math.sqrt(Math.PI)
  const steep = (w: number): number => sensitivity * Math.abs(w) * Math.exp(-w * w)
  const ends = [innerOf('gelu', lo, -1), innerOf('gelu', hi, 1)] as const
  return gated(measuredError('erf', backend, ...ends), gamma(3) * most(steep, ends, Math.SQRT1_2), 1, lo, hi)
}

/** Six roundings on the way to tanh, two to spare, and the error of the cube. |w| tanh'(w) is largest at w = 0.7717, 0.448. */
function geluTanh(backend: BackendName, lo: number, hi: number): PieceError {
  const steep = (w: number): number => Math.abs(w) / Math.cosh(Math.min(Math.abs(w), 300)) ** 2
  const ends = [innerOf('geluTanh', lo, -1), innerOf('geluTanh', hi, 1)] as const
  const { relative } = measuredError('cube', backend, -Infinity, Infinity)
  const inner = (1 + gamma(8)) * (1 + relative) - 1
  return gated(measuredError('tanh', backend, ...ends), inner * most(steep, ends, 0.7717), 2, lo, hi)
}

/** Most of a function that rises up to `peak`, falls from there and is even; a percent more covers what lies between the ends and their errors. */
function most(f: (w: number) => number, [lo, hi]: readonly [number, number], peak: number): number {
  const within = (lo <= peak && hi >= peak) || (lo <= -peak && hi >= -peak)
  return 1.01 * (within ? f(peak) : Math.max(f(lo), f(hi)))
}

/**
 * `gate` is the error of g in x (1 + g) / 2, to which comes what an error of its argument does. The gate's sum is rounded, then the
 * product; `factor` is what x was multiplied with at most.
 */
function gated(gate: MeasuredError, argument: number, factor: number, lo: number, hi: number): PieceError {
  const off = gate.relative + gate.absolute + argument + 16 * FLOAT32_MIN_NORMAL
  if (lo >= 0) {
    // 1 + g is at least 1: what is off by `off` is so relatively, too.
    const sum = Math.fround(1 + Math.min(gate.max, 1 + gate.relative + gate.absolute))
    const largest = (hi * sum * factor) / 2
    return { relative: (1 + off) * (1 + gamma(3)) - 1, absolute: largest < overflow ? flushed : Infinity }
  }
  // Near 0 relative to F, whose gate is at least 0.4 there; else absolute, F being far smaller than x.
  if (lo >= -0.25) return { relative: (0.5 * off) / 0.4 + gamma(4), absolute: flushed }
  return { relative: gamma(2), absolute: (-lo / 2) * (off + unit) * (1 + gamma(4)) + flushed }
}

/** The argument of erf or tanh at x, moved by `direction` times more than its computed value may be off. */
function innerOf(name: 'gelu' | 'geluTanh', x: number, direction: number): number {
  const w = name === 'gelu' ? x / Math.SQRT2 : Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)
  return w + direction * (Math.abs(w) * 2 ** -18 + 2 ** -100)
}

function gateIsPositive(name: ComposedName, backend: BackendName): boolean {
  const [kernel, least] =
    name === 'swish' ? (['sigmoid', 0] as const) : ([name === 'gelu' ? 'erf' : 'tanh', -1] as const)
  return measuredError(kernel, backend, -Infinity, Infinity).min >= least
}

/** For x below this the gate is exactly 0 as computed; `unshut` where that is not known of any x above it. */
function shutBelow(name: ComposedName, backend: BackendName): number {
  if (name === 'swish') return Math.max(unshut, constantBelow('sigmoid', backend, 0))
  const w = constantBelow(name === 'gelu' ? 'erf' : 'tanh', backend, -1)
  if (w < -100) return unshut
  let below = -256
  let above = 0
  while (above - below > 2 ** -10) {
    const middle = (below + above) / 2
    if (innerOf(name, middle, 1) < w) below = middle
    else above = middle
  }
  return below
}

const unshut = -(2 ** 100)

/** Most of |F| left of x: x e^x, and x times the normal distribution's tail or e^(2 w) for the argument w of tanh. */
function beyond(name: ComposedName, x: number): number {
  if (x === unshut) return Infinity
  const exponent = { swish: x, gelu: (-x * x) / 2, geluTanh: 2 * innerOf('geluTanh', x, 1) }[name]
  return -x * Math.exp(exponent) * 1.01 + flushed
}
