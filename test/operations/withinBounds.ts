import type { Bounds } from '../../src/numeric/bounds.ts'
import { FLOAT32_MIN_NORMAL } from '../../src/numeric/float32.ts'
import { integer, noise, pick } from '../network/random.ts'
import { numbersIn } from '../proof/bounds.ts'

const special = [0, 0.5, 1, -0.5, 2.5, -1.5, 3, 2 ** -126, 2 ** -140, -(2 ** -149), -(2 ** -126), 2 ** 24 + 2, 2 ** 100]

const float32 = (random: () => number): number =>
  random() < 0.6 ? pick(random, special) * pick(random, [1, -1]) : Math.fround(noise(random, 3))

/** Bounds of some float32 numbers, and numbers within them, ends among them; any may be read as 0 if it is subnormal. */
export function withinBounds(random: () => number, size: number): { bounds: Bounds; rows: Float64Array[] } {
  const ends = Array.from({ length: size }, () => {
    const a = float32(random)
    const b = random() < 0.3 ? a : float32(random)
    return [Math.min(a, b), Math.max(a, b)] as const
  })
  const rows = Array.from({ length: 12 }, (_, row) =>
    Float64Array.from(ends, ([lo, hi]) => {
      const some = [lo, hi, Math.fround(lo + random() * (hi - lo)), float32(random), integer(random, -3, 3)]
      const value = pick(random, row < 2 ? [some[row]!] : some)
      return value < lo || value > hi ? lo : value
    }),
  )
  const flushed = rows.map((row) => row.map((x) => (Math.abs(x) < FLOAT32_MIN_NORMAL && random() < 0.5 ? 0 : x)))
  return {
    bounds: numbersIn(
      ends.map(([lo]) => lo),
      ends.map(([, hi]) => hi),
    ),
    rows: [...rows, ...flushed],
  }
}
