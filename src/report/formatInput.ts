import { describeValues } from '../claim/describeValues.ts'
import { toLetters } from '../search/corpus/letters.ts'
import type { StoredInput } from '../search/corpus/storedCounterexample.ts'

/**
 * One input for people: a sequence in the letters of its alphabet (their places as digits if none is given), other
 * numbers in few words.
 */
export function formatInput({ values, shape }: Pick<StoredInput, 'values' | 'shape'>, alphabet?: string): string {
  const letters = toLetters(values, shape)
  if (letters === undefined) return describeValues(Array.from(values))
  return Array.from(letters, (digit) => letterName(Number.parseInt(digit, 36), alphabet)).join('')
}

/** A letter by its place in the alphabet; the place itself as a digit where there is no alphabet. */
export function letterName(place: number, alphabet?: string): string {
  return (alphabet === undefined ? undefined : Array.from(alphabet)[place]) ?? place.toString(36)
}
