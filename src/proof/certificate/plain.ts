import type { JsonNumber } from './certificate.ts'

/** A number as JSON can hold it; -0 becomes 0, which no bound tells apart. */
export function plain(value: number): JsonNumber {
  if (value === Infinity) return 'Infinity'
  return value === -Infinity ? '-Infinity' : value + 0
}
