import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'

/**
 * One seed out of several numbers (a user's seed, an epoch, a batch ...): a 31-bit integer, never 0, because tfjs takes
 * a seed of 0 for none. Different numbers give unrelated seeds (murmur3's finalizer over each of them).
 */
export function mixSeed(...numbers: readonly number[]): number {
  let hash = 0x9e3779b9
  for (const number of numbers) {
    // Both halves of a number past 32 bits count.
    for (const word of [number | 0, Math.floor(number / 2 ** 32) | 0]) {
      hash = Math.imul(hash ^ word, 0x85ebca6b)
      hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
      hash ^= hash >>> 16
    }
  }
  return hash >>> 1 || 1
}

/** A seed for someone who gave none. */
export function freshSeed(): number {
  return Math.floor(Math.random() * 2 ** 31) || 1
}

/** The numbers 0 … count-1 in an order that depends on the seed alone (Fisher and Yates). */
export function permutation(count: number, seed: number): Int32Array {
  const random = xoroshiro128plus(seed)
  const order = Int32Array.from({ length: count }, (_, i) => i)
  for (let last = count - 1; last > 0; last--) {
    const other = uniformInt(random, 0, last)
    const moved = order[last]!
    order[last] = order[other]!
    order[other] = moved
  }
  return order
}

/** A seed for one of several uses of `seed`; none where there is none. */
export function subSeed(seed: number | undefined, ...use: readonly number[]): number | undefined {
  return seed === undefined ? undefined : mixSeed(seed, ...use)
}
