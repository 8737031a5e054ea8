import { shortest32 } from '../numeric/float32.ts'

/** Fewer numbers than this are listed in full. */
const LISTED = 8

/**
 * The numbers of one input in few words: a few in full, a one-hot sequence as its letters' places with repeats counted
 * (`60 letters: 0×58 2 3`), of many others those that are not 0, `most` of them, by position. Numbers are the shortest
 * decimals that read back as the same float32.
 */
export function describeValues(values: readonly number[], most = 40): string {
  if (values.length === 1) return number(values[0]!)
  if (values.length <= LISTED) return `[${values.map(number).join(', ')}]`
  const letters = lettersOf(values)
  if (letters !== undefined) return `${letters.length} letters: ${repeats(letters)}`
  const others = values.flatMap((value, i) => (value === 0 ? [] : [`${i}: ${number(value)}`]))
  const shown = others.length > most ? [...others.slice(0, most), `and ${others.length - most} more`] : others
  return `${values.length} numbers, 0 but for {${shown.join(', ')}}`
}

function number(value: number): string {
  return Object.is(value, -0) ? '-0' : String(shortest32(value))
}

/** The place of the one 1 in each row, for the smallest alphabet that fits; undefined for what is not one-hot. */
function lettersOf(values: readonly number[]): number[] | undefined {
  if (!values.every((value) => value === 0 || value === 1)) return undefined
  const length = values.filter((value) => value === 1).length
  const letters = values.length / length
  if (!Number.isInteger(letters) || letters < 2) return undefined
  const places = Array.from({ length }, (_, row) => values.indexOf(1, row * letters) - row * letters)
  return places.every((place) => place >= 0 && place < letters) ? places : undefined
}

function repeats(places: readonly number[]): string {
  const runs: { place: number; count: number }[] = []
  for (const place of places) {
    const last = runs.at(-1)
    if (last?.place === place) last.count++
    else runs.push({ place, count: 1 })
  }
  return runs.map(({ place, count }) => (count === 1 ? String(place) : `${place}×${count}`)).join(' ')
}
