/** The numbers that JSON lacks, or that it reads back as others, spelled out. */
export type SpelledNumber = '-0' | 'NaN' | 'Infinity' | '-Infinity'

/** How a number is written to JSON: itself, or spelled; `numberSchema` reads both. */
export function spellNumber(value: number): number | SpelledNumber {
  if (Object.is(value, -0)) return '-0'
  return Number.isFinite(value) ? value : (String(value) as SpelledNumber)
}
