import type { BackendName } from '../../backend/name.ts'
import { FLOAT32_MIN_NORMAL } from '../../numeric/float32.ts'
import { elementwiseFunctions } from '../../functions/index.ts'
import type { ElementwiseFunction } from '../../functions/elementwiseFunction.ts'
import type { Elementwise } from './elementwiseOperation.ts'
import type { Bounds } from '../../numeric/bounds.ts'

/**
 * Lines that enclose the results of an elementwise operation: lower.slope[i] x + lower.intercept[i] <= y[i] <=
 * upper.slope[i] x + upper.intercept[i] for the float32 x and y that are computed, as long as x is within the bounds
 * they were made for.
 */
export interface Lines {
  readonly lower: Line
  readonly upper: Line
}

export interface Line {
  readonly slope: Float64Array
  readonly intercept: Float64Array
}

/**
 * What float64 arithmetic may lose of a line's value where it is used, relative to its parts: far more than it ever
 * does.
 */
const margin = 2 ** -40

/**
 * The lines of `operation`, whose read is within `x` and whose result within `y`. Where the function is straight they
 * are the function; else of three slopes (those at both ends and that of the chord) each side takes the one that is
 * tightest in the middle, for relu the adaptive rule of CROWN (Zhang et al. 2018, Efficient Neural Network Robustness
 * Certification with General Activation Functions). Where a bound is infinite or NaN is possible the side is the bound
 * itself.
 */
export function makeLines(operation: Elementwise, x: Bounds, y: Bounds, backend: BackendName): Lines {
  const { name, parameter, size } = operation
  const lines: Lines = { lower: newLine(size), upper: newLine(size) }
  const f = elementwiseFunctions[name]
  for (let i = 0; i < size; i++) {
    const lo = x.lo[i]!
    const hi = x.hi[i]!
    if (x.nan[i] === 1 || y.nan[i] === 1 || y.lo[i] === y.hi[i] || lo === -Infinity || hi === Infinity)
      setFlat(lines, i, y)
    else if (name === 'relu' && hi > 0) setRelu(lines, i, lo, hi)
    else if (name === 'relu') setFlat(lines, i, y)
    else setCurve(lines, i, { f, name, parameter: parameter[i % parameter.length]!, lo, hi }, y, backend)
  }
  return lines
}

function newLine(size: number): Line {
  return { slope: new Float64Array(size), intercept: new Float64Array(size) }
}

function setFlat({ lower, upper }: Lines, i: number, y: Bounds): void {
  lower.intercept[i] = y.nan[i] === 1 ? -Infinity : y.lo[i]!
  upper.intercept[i] = y.nan[i] === 1 ? Infinity : y.hi[i]!
}

const reluLines = new Float64Array(4)

function setRelu({ lower, upper }: Lines, i: number, lo: number, hi: number): void {
  setReluLines(reluLines, 0, 1, lo, hi)
  upper.slope[i] = reluLines[0]!
  upper.intercept[i] = reluLines[1]!
  lower.slope[i] = reluLines[2]!
  lower.intercept[i] = reluLines[3]!
}

/**
 * The lines of max(0, x) on [lo, hi], hi > 0: exact above zero but for results flushed to zero; between, the chord
 * above and 0 or x below. Slope and intercept above, then below, go to `into[at]` and on, `step` apart.
 */
export function setReluLines(into: Float64Array, at: number, step: number, lo: number, hi: number): void {
  if (lo >= 0) {
    into[at] = into[at + 2 * step] = 1
    into[at + step] = margin * hi
    into[at + 3 * step] = -margin * hi - FLOAT32_MIN_NORMAL
    return
  }
  const slope = hi / (hi - lo)
  into[at] = slope
  // At both ends on or above the function, rounding included.
  into[at + step] = Math.max(-slope * lo, hi - slope * hi) + margin * (slope * (hi - lo) + hi)
  const below = hi > -lo ? 1 : 0
  into[at + 2 * step] = below
  into[at + 3 * step] = reluIntercept(below, Math.max(hi, -lo))
}

/**
 * Any slope from 0 to 1 through the origin is below relu, but for numbers flushed to zero, and negative subnormals that
 * native may pass on. `size` bounds |x|.
 */
export function setReluLower(lower: Line, i: number, slope: number, size: number): void {
  lower.slope[i] = slope
  lower.intercept[i] = reluIntercept(slope, size)
}

function reluIntercept(slope: number, size: number): number {
  return -margin * slope * size - FLOAT32_MIN_NORMAL
}

interface Piece {
  readonly f: ElementwiseFunction
  readonly name: Elementwise['name']
  readonly parameter: number
  readonly lo: number
  readonly hi: number
}

function setCurve(lines: Lines, i: number, piece: Piece, y: Bounds, backend: BackendName): void {
  const { f, parameter, lo, hi } = piece
  const { relative, absolute } = f.error(parameter, backend, lo, hi)
  const grid = gridOf(piece)
  const values = grid.map((x) => f.value(x, parameter))
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  const size = Math.max(-lo, hi)
  const middle = lo / 2 + hi / 2
  const chord = hi > lo ? (values.at(-1)! - values[0]!) / (hi - lo) : 0
  const slopes = [chord, f.slope(lo, parameter), f.slope(hi, parameter)].filter(Number.isFinite)
  lines.upper.intercept[i] = y.hi[i]!
  lines.lower.intercept[i] = y.lo[i]!
  let lowest = y.hi[i]!
  let highest = y.lo[i]!
  // What the grid misses: see `bulge`; and what |F| can be between its points.
  const missed = bulge(piece, grid)
  const most = largest + Math.max(...missed) + maxStep(values)
  const slack = relative * most + absolute + margin * (most + size) + FLOAT32_MIN_NORMAL
  for (const slope of slopes) {
    let above = -Infinity
    let below = Infinity
    for (let k = 0; k < grid.length; k++) {
      const rest = values[k]! - slope * grid[k]!
      const reach = Math.max(missed[k]!, missed[k + 1]!)
      above = Math.max(above, rest + reach)
      below = Math.min(below, rest - reach)
    }
    const wide = slack + margin * Math.abs(slope) * size
    if (slope * middle + above + wide < lowest) {
      lowest = slope * middle + above + wide
      lines.upper.slope[i] = slope
      lines.upper.intercept[i] = above + wide
    }
    if (slope * middle + below - wide > highest) {
      highest = slope * middle + below - wide
      lines.lower.slope[i] = slope
      lines.lower.intercept[i] = below - wide
    }
  }
}

function maxStep(values: readonly number[]): number {
  let most = 0
  for (let k = 1; k < values.length; k++) most = Math.max(most, Math.abs(values[k]! - values[k - 1]!))
  return most
}

/** Past this size most functions are all but straight: points further out are of little use. */
const bend = 16
/** So little room between F and its chord asks for no points. */
const slight = 2 ** -30

/** Both ends, every break between, and points in the part that bends, closer together the shorter it is. */
function gridOf({ f, parameter, lo, hi }: Piece): number[] {
  const isFar = (lo >= bend || hi <= -bend) && f.curvature(lo, hi, parameter) * (hi - lo) ** 2 > slight
  const from = isFar ? lo : Math.max(lo, -bend)
  const to = isFar ? hi : Math.min(hi, bend)
  const inner = f.breaks(parameter).filter((x) => x > lo && x < hi)
  // What bends far more on the left than on the right does so by powers of its distance from 0.
  if (lo > 0 && f.curvature(lo, lo, parameter) > 4 * f.curvature(hi, hi, parameter))
    for (let k = 1; k < 48; k++) inner.push(lo * (hi / lo) ** (k / 48))
  if (f.curvature(lo, hi, parameter) > 0 && from < to) {
    const count = Math.min(64, Math.max(4, Math.ceil(4 * (to - from))))
    for (let k = 0; k <= count; k++) inner.push(from + ((to - from) * k) / count)
  }
  const between = inner.filter((x) => x > lo && x < hi).toSorted((a, b) => a - b)
  return [lo, ...between.filter((x, k) => x !== between[k - 1]), hi]
}

/**
 * How far F(x) - s x may go past the larger of its values at the two ends of each stretch of the grid (stretch k ends
 * at point k; those before the first point and after the last have no room): curvature h^2 / 8, the error of linear
 * interpolation.
 */
function bulge({ f, parameter }: Piece, grid: readonly number[]): number[] {
  const stretches = grid.slice(1).map((x, k) => {
    const h = x - grid[k]!
    return (f.curvature(grid[k]!, x, parameter) * h * h * (1 + margin)) / 8
  })
  return [0, ...stretches, 0]
}
