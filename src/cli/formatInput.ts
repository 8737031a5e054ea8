import { formatExact } from '../report/index.ts'
import { toLetters } from '../search/corpus/letters.ts'
import type { StoredInput } from '../search/corpus/storedCounterexample.ts'

/** More numbers than this are listed by place, and only those that are not 0. */
const LISTED = 8

/** One input for people: a sequence in the letters of its alphabet (digits if none is given), a few numbers in full, of many those that are not 0. */
export function formatInput({ values, shape }: Pick<StoredInput, 'values' | 'shape'>, alphabet?: string): string {
  const letters = toLetters(values, shape)
  if (letters !== undefined)
    return Array.from(letters, (digit) => letterName(Number.parseInt(digit, 36), alphabet)).join('')
  if (values.length === 1) return formatExact(values[0]!)
  if (values.length <= LISTED) return `[${Array.from(values, formatExact).join(', ')}]`
  const others = Array.from(values).flatMap((value, i) => (value === 0 ? [] : [`${i}: ${formatExact(value)}`]))
  const shown = others.length > 40 ? [...others.slice(0, 40), `and ${others.length - 40} more`] : others
  return `${values.length} numbers, 0 but for {${shown.join(', ')}}`
}

/** A letter by its place in the alphabet; the place itself as a digit where there is no alphabet. */
export function letterName(place: number, alphabet?: string): string {
  return (alphabet === undefined ? undefined : Array.from(alphabet)[place]) ?? place.toString(36)
}
