import type { Verdict } from '../../../claim/verdict.ts'

/** Names for letters that have none: digits, then small letters. */
const DIGITS = '0123456789abcdefghijklmnopqrstuvwxyz'

/**
 * For a sequence of a `oneHot` domain the place of the 1 in each of its rows. Undefined for other domains and values.
 */
export function placesOf(
  values: readonly number[],
  domain: Verdict['domains'][string] | undefined,
): number[] | undefined {
  const [length = 0, letters = 0, ...more] = domain?.shape ?? []
  // Numbers of other domains may be 0 and 1 by chance; what matters in them are numbers and not letters.
  if (!domain?.description.includes('oneHot') || more.length > 0) return undefined
  if (letters < 2 || length * letters !== values.length) return undefined
  const places = Array.from({ length }, (_, row) => {
    const one = values.slice(row * letters, (row + 1) * letters)
    return one.every((value) => value === 0 || value === 1) && one.indexOf(1) === one.lastIndexOf(1)
      ? one.indexOf(1)
      : -1
  })
  return places.includes(-1) ? undefined : places
}

/** What to write for each of so many letters: the alphabet's own where it has as many, else digits, else numbers. */
export function letterNames(letters: number, alphabet?: string): string[] {
  const own = Array.from(alphabet ?? '')
  if (own.length === letters) return own
  return Array.from({ length: letters }, (_, i) => (letters <= DIGITS.length ? DIGITS[i]! : `${i} `))
}
