import type { RandomGenerator } from 'pure-rand/types/RandomGenerator'
import { FLOAT32_MAX, FLOAT32_MIN, FLOAT32_MIN_NORMAL, nextDown32, nextUp32 } from './float32.ts'

/** Bounds of each number and the point that most numbers keep where only few move. */
interface Range {
  readonly lo: Float32Array
  readonly hi: Float32Array
  readonly simplest: Float32Array
}

type Recipe = (range: Range, random: RandomGenerator, into: Float32Array, offset: number) => void

/**
 * How rows of numbers are drawn: each row by one recipe, chosen by weight. Uniform alone would all but never meet the
 * values at which networks break: corners, saturation, the ends of the float format.
 */
export const mix: readonly { readonly recipe: string; readonly weight: number; readonly draw: Recipe }[] = [
  { recipe: 'uniform in the box', weight: 6, draw: each(uniform) },
  { recipe: 'normal about the middle, a sixth of the width', weight: 2, draw: each(normal) },
  { recipe: 'corners: every number at a bound', weight: 2, draw: each(corner) },
  { recipe: 'faces: a quarter of the numbers at a bound', weight: 1, draw: each(face) },
  { recipe: 'few: one to four numbers away from the simplest point', weight: 2, draw: few },
  { recipe: 'magnitudes: uniform in the exponent', weight: 2, draw: each(magnitude) },
  {
    recipe: 'float edges: zeros, subnormals, neighbours of bounds, saturation, largest finite',
    weight: 1,
    draw: each(edge),
  },
]

const weights = mix.flatMap(({ weight, draw }) => Array.from({ length: weight }, () => draw))

/** Writes one row drawn from the mix; every number is a float32 within its bounds. */
export function sampleNumbers(range: Range, random: RandomGenerator, into: Float32Array, offset: number): void {
  weights[index(random, weights.length)]!(range, random, into, offset)
}

/** Uniform in [0, 1), 32 bits. */
function unit(random: RandomGenerator): number {
  return (random.next() >>> 0) * 2 ** -32
}

/** A uniform whole number below `count` (which is small: the bias is below count / 2^32). */
export function index(random: RandomGenerator, count: number): number {
  return Math.floor(unit(random) * count)
}

function each(draw: (lo: number, hi: number, random: RandomGenerator) => number): Recipe {
  return ({ lo, hi }, random, into, offset) => {
    for (let i = 0; i < lo.length; i++) into[offset + i] = clamp(draw(lo[i]!, hi[i]!, random), lo[i]!, hi[i]!)
  }
}

function few({ lo, hi, simplest }: Range, random: RandomGenerator, into: Float32Array, offset: number): void {
  into.set(simplest, offset)
  for (let count = 1 + index(random, 4); count > 0; count--) {
    const i = index(random, lo.length)
    const draw = random.next() & 1 ? uniform : corner
    into[offset + i] = clamp(draw(lo[i]!, hi[i]!, random), lo[i]!, hi[i]!)
  }
}

/** Rounding to float32 may step over a bound by half a unit in the last place. */
function clamp(value: number, lo: number, hi: number): number {
  const rounded = Math.fround(value)
  return rounded < lo ? lo : rounded > hi ? hi : rounded
}

function uniform(lo: number, hi: number, random: RandomGenerator): number {
  return lo + (hi - lo) * unit(random)
}

/** Irwin-Hall with four terms: near enough to a normal, and four cheap draws. */
function normal(lo: number, hi: number, random: RandomGenerator): number {
  const sum = unit(random) + unit(random) + unit(random) + unit(random) - 2
  return (lo + hi) / 2 + ((hi - lo) / 6) * sum * Math.sqrt(3)
}

function corner(lo: number, hi: number, random: RandomGenerator): number {
  return random.next() & 1 ? hi : lo
}

function face(lo: number, hi: number, random: RandomGenerator): number {
  return random.next() & 3 ? uniform(lo, hi, random) : corner(lo, hi, random)
}

/** Any sign and order of magnitude that the bounds leave. */
function magnitude(lo: number, hi: number, random: RandomGenerator): number {
  const negative = hi <= 0 || (lo < 0 && (random.next() & 1) === 1)
  const far = negative ? -lo : hi
  const near = Math.max(negative ? -hi : lo, 0)
  const top = Math.log2(Math.max(far, FLOAT32_MIN))
  const bottom = Math.log2(Math.max(near, Math.min(far, 2 ** -20), FLOAT32_MIN))
  const size = 2 ** (bottom + (top - bottom) * unit(random))
  return negative ? -size : size
}

/** Where float arithmetic changes its behaviour; the logits are the sigmoid's saturation points, measured. */
// prettier-ignore
const edges = [
  0, FLOAT32_MIN, FLOAT32_MIN_NORMAL, nextDown32(FLOAT32_MIN_NORMAL), 2 ** -24, 0.5, 1, nextUp32(1), nextDown32(1),
  16.635_53, 17.328_68, 87.336_55, 88.722_84, 103.972_08, 2 ** 24, 1e10, 1e20, FLOAT32_MAX / 2, FLOAT32_MAX,
].flatMap((value) => [Math.fround(value), -Math.fround(value)])

function edge(lo: number, hi: number, random: RandomGenerator): number {
  const choice = index(random, edges.length + 4)
  const value = edges[choice] ?? [lo, hi, nextUp32(lo), nextDown32(hi)][choice - edges.length]!
  return value >= lo && value <= hi ? value : corner(lo, hi, random)
}
