/** A generator of uniform numbers in [0, 1): mulberry32, good enough to vary tests by a seed. */
export function uniform(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

export function pick<T>(random: () => number, values: readonly T[]): T {
  return values[Math.floor(random() * values.length)]!
}

export function integer(random: () => number, lo: number, hi: number): number {
  return lo + Math.floor(random() * (hi - lo + 1))
}

const FLOAT_MAX = 2 ** 128 - 2 ** 104

/** A random number of about the given size: mostly Gaussian, sometimes 0, sometimes one of the two extremes. */
export function noise(random: () => number, scale: number): number {
  const kind = random()
  if (kind < 0.05) return 0
  if (kind < 0.1) return random() < 0.5 ? scale : -scale
  const gauss = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  return Math.max(-FLOAT_MAX, Math.min(FLOAT_MAX, Math.fround(gauss * scale)))
}
