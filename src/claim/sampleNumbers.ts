import type { RandomGenerator } from 'pure-rand/types/RandomGenerator'
import { FLOAT32_MAX, FLOAT32_MIN, FLOAT32_MIN_NORMAL, nextDown32, nextUp32 } from '../numeric/float32.ts'

/** Bounds of each number and the point that most numbers keep where only few move. */
interface Range {
  readonly lo: Float32Array
  readonly hi: Float32Array
  readonly simplest: Float32Array
}

/** Writes one row at `offset`; every number is a float32 within its bounds. */
type Sampler = (random: RandomGenerator, into: Float32Array, offset: number) => void

/**
 * How rows of numbers are drawn: each row by one recipe, chosen by weight. Uniform alone would all but never meet the
 * values at which networks break: corners, saturation, the ends of the float format.
 */
export const mix: readonly {
  readonly recipe: string
  readonly weight: number
  readonly make: (r: Range) => Sampler
}[] = [
  { recipe: 'uniform in the box', weight: 6, make: uniform },
  { recipe: 'normal about the middle, a sixth of the width', weight: 2, make: normal },
  { recipe: 'corners: every number at a bound', weight: 2, make: corners },
  { recipe: 'faces: a quarter of the numbers at a bound', weight: 1, make: faces },
  { recipe: 'few: one to four numbers away from the simplest point', weight: 2, make: few },
  { recipe: 'magnitudes: uniform in the exponent', weight: 2, make: magnitudes },
  {
    recipe: 'float edges: zeros, subnormals, neighbours of bounds, saturation, largest finite',
    weight: 1,
    make: edges,
  },
]

/** A sampler of rows within the range, drawn from the mix. */
export function numberSampler(range: Range): Sampler {
  const recipes = mix.flatMap(({ weight, make }) => {
    const draw = make(range)
    return Array.from({ length: weight }, () => draw)
  })
  return (random, into, offset) => recipes[index(random, recipes.length)]!(random, into, offset)
}

/** A uniform whole number below `count` (which is small: the bias is below count / 2^32). */
export function index(random: RandomGenerator, count: number): number {
  return Math.floor((random.next() >>> 0) * 2 ** -32 * count)
}

/** Rounding to float32 may step over a bound by half a unit in the last place. */
function clamp(value: number, lo: number, hi: number): number {
  const rounded = Math.fround(value)
  return rounded < lo ? lo : rounded > hi ? hi : rounded
}

function uniform({ lo, hi }: Range): Sampler {
  return (random, into, offset) => {
    for (let i = 0; i < lo.length; i++) {
      const low = lo[i]!
      into[offset + i] = clamp(low + (hi[i]! - low) * ((random.next() >>> 0) * 2 ** -32), low, hi[i]!)
    }
  }
}

/** Irwin-Hall with four terms of 16 bits: near enough to a normal, and two cheap draws. */
function normal({ lo, hi }: Range): Sampler {
  return (random, into, offset) => {
    for (let i = 0; i < lo.length; i++) {
      const [a, b] = [random.next(), random.next()]
      const sum = ((a & 0xffff) + (a >>> 16) + (b & 0xffff) + (b >>> 16)) * 2 ** -16 - 2
      const [low, high] = [lo[i]!, hi[i]!]
      into[offset + i] = clamp((low + high) / 2 + (high - low) * sum * (Math.sqrt(3) / 6), low, high)
    }
  }
}

function corners({ lo, hi }: Range): Sampler {
  return (random, into, offset) => {
    let bits = 0
    for (let i = 0; i < lo.length; i++, bits >>>= 1) {
      if (i % 32 === 0) bits = random.next()
      into[offset + i] = bits & 1 ? hi[i]! : lo[i]!
    }
  }
}

function faces({ lo, hi }: Range): Sampler {
  return (random, into, offset) => {
    for (let i = 0; i < lo.length; i++) {
      const bits = random.next() >>> 0
      const [low, high] = [lo[i]!, hi[i]!]
      // The two lowest bits choose the bound, all of them the place between.
      into[offset + i] =
        (bits & 3) === 0 ? low : (bits & 7) === 1 ? high : clamp(low + (high - low) * (bits * 2 ** -32), low, high)
    }
  }
}

function few(range: Range): Sampler {
  const { lo, hi, simplest } = range
  return (random, into, offset) => {
    into.set(simplest, offset)
    for (let count = 1 + index(random, 4); count > 0; count--) {
      const i = index(random, lo.length)
      const bits = random.next()
      const [low, high] = [lo[i]!, hi[i]!]
      into[offset + i] =
        bits & 1 ? clamp(low + (high - low) * ((bits >>> 0) * 2 ** -32), low, high) : bits & 2 ? high : low
    }
  }
}

/**
 * Uniform in the bit pattern, which is all but the logarithm, over twenty powers of two below the larger bound at
 * least.
 */
function magnitudes({ lo, hi }: Range): Sampler {
  const side = (far: Float32Array, near: Float32Array) => {
    const start = new Int32Array(far.map((x, i) => Math.max(near[i]!, Math.min(x, 2 ** -20, x * 2 ** -20), 0)).buffer)
    const end = new Int32Array(far.map((x) => Math.max(x, 0)).buffer)
    return { start, count: Float64Array.from(end, (x, i) => Math.max(x - start[i]! + 1, 0)) }
  }
  const above = side(hi, lo)
  const [from, to] = [lo, hi].map((ends) => ends.map((x) => -x)) as [Float32Array, Float32Array]
  const below = side(from, to)
  const pattern = new Int32Array(1)
  const value = new Float32Array(pattern.buffer)
  return (random, into, offset) => {
    for (let i = 0; i < lo.length; i++) {
      const bits = random.next()
      const negative = hi[i]! <= 0 || (lo[i]! < 0 && (bits & 1) === 1)
      const { start, count } = negative ? below : above
      pattern[0] = start[i]! + Math.floor((bits >>> 0) * 2 ** -32 * count[i]!)
      into[offset + i] = clamp(negative ? -value[0]! : value[0]!, lo[i]!, hi[i]!)
    }
  }
}

/** Where float arithmetic changes its behaviour; the logits are the sigmoid's saturation points, measured. */
// prettier-ignore
const edgeValues = [
  0, FLOAT32_MIN, FLOAT32_MIN_NORMAL, nextDown32(FLOAT32_MIN_NORMAL), 2 ** -24, 0.5, 1, nextUp32(1), nextDown32(1),
  16.635_53, 17.328_68, 87.336_55, 88.722_84, 103.972_08, 2 ** 24, 1e10, 1e20, FLOAT32_MAX / 2, FLOAT32_MAX,
].flatMap((value) => [Math.fround(value), -Math.fround(value)])

function edges({ lo, hi }: Range): Sampler {
  return (random, into, offset) => {
    for (let i = 0; i < lo.length; i++) {
      const choice = index(random, edgeValues.length + 4)
      const [low, high] = [lo[i]!, hi[i]!]
      const value = edgeValues[choice] ?? [low, high, nextUp32(low), nextDown32(high)][choice - edgeValues.length]!
      into[offset + i] = value >= low && value <= high ? value : random.next() & 1 ? high : low
    }
  }
}
