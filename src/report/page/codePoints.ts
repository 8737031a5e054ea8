/**
 * The characters of a text as people count letters: a character outside the basic plane is one, though strings count it
 * as two.
 */
export function codePoints(text: string): string[] {
  return Array.from(text)
}
