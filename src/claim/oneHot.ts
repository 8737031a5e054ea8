import type { RandomGenerator } from 'pure-rand/types/RandomGenerator'
import type { Domain, SamplingRecipe } from './domain.ts'
import { index } from './sampleNumbers.ts'
import { checkShape } from './shape.ts'

/**
 * Sequences of `length` letters out of an alphabet of `letters`, each row exactly one 1: tensors of shape
 * `[length, letters]`. The simplest member repeats the first letter.
 */
export function oneHot(length: number, letters: number): Domain {
  checkShape('oneHot', [length, letters])
  const size = length * letters
  const simplest = new Float32Array(size)
  const ended = Array.from({ length: size }, () => false)
  for (let row = 0; row < length; row++) simplest[row * letters] = 1
  return {
    kind: 'oneHot',
    shape: [length, letters],
    size,
    // With one letter there is no choice: each number is 1.
    lo: new Float32Array(size).fill(letters === 1 ? 1 : 0),
    hi: new Float32Array(size).fill(1),
    endless: { lo: ended, hi: ended },
    simplest,
    description: `oneHot ${length}x${letters}`,
    contains(values, offset = 0) {
      if (values.length < offset + size) return false
      for (let row = offset; row < offset + size; row += letters) {
        let ones = 0
        for (let i = row; i < row + letters; i++) {
          if (values[i] === 1) ones++
          else if (values[i] !== 0) return false
        }
        if (ones !== 1) return false
      }
      return true
    },
    recipes: letterMix,
    sample: (random, into, offset) => sampleLetters(length, letters, random, into, offset),
  }
}

/** How `sampleLetters` draws rows; a motif that repeats is what low-complexity DNA looks like. */
const letterMix: readonly SamplingRecipe[] = [
  { recipe: 'uniform letters', weight: 3 },
  { recipe: 'a motif of one to eight uniform letters, repeated to the end', weight: 1 },
]

/** Draws by `letterMix`. */
function sampleLetters(
  length: number,
  letters: number,
  random: RandomGenerator,
  into: Float32Array,
  offset: number,
): void {
  const end = offset + length * letters
  into.fill(0, offset, end)
  // Several letters from each 32 random bits where the alphabet is small.
  const perDraw = Math.max(1, Math.floor(16 / Math.log2(letters + 1)))
  const period = (random.next() & 3 ? length : Math.min(length, 1 + index(random, 8))) * letters
  let rest = 0
  let left = 0
  for (let row = offset; row < offset + period; row += letters) {
    if (left-- === 0) {
      rest = (random.next() >>> 0) * 2 ** -32
      left = perDraw - 1
    }
    rest *= letters
    const letter = Math.floor(rest)
    rest -= letter
    into[row + letter] = 1
  }
  for (let done = period; offset + done < end; done *= 2)
    into.copyWithin(offset + done, offset, Math.min(offset + done, end - done))
}
