/** Control pictures show C0 controls as one character each. */
const PICTURES = 0x2400
const WHITESPACE = /[\t\n\r]/u
/**
 * What could hide, reorder or break a text: controls, separators of lines, marks and overrides of direction, characters
 * without width, halves of surrogate pairs. Joiners (U+200C, U+200D) stay: letters of some languages and emoji need
 * them.
 */
const UNSEEN =
  /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u{61c}\u{200b}\u{200e}\u{200f}\u{202a}-\u{202e}\u{2060}-\u{206f}\u{feff}\u{fff9}-\u{fffb}\u{e0000}-\u{e007f}]/gu

/**
 * A text from outside as people can see it: what cannot be seen is spelled, e.g. `⟨U+202E⟩`; tabs and newlines become
 * spaces.
 */
export function visibleText(text: string): string {
  return text.replace(UNSEEN, spell)
}

function spell(character: string): string {
  if (WHITESPACE.test(character)) return ' '
  const code = character.codePointAt(0) ?? 0
  if (code < 0x20) return String.fromCodePoint(PICTURES + code)
  return `⟨U+${code.toString(16).toUpperCase().padStart(4, '0')}⟩`
}
