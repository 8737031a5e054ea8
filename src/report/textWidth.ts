const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })
const wide =
  /\p{Emoji_Presentation}|\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Hangul}|[\uFF01-\uFF60]/u

const plain = /^[ -~]*$/

/** The characters that people see, with the terminal columns each takes. */
export function characters(text: string): { text: string; width: number }[] {
  if (plain.test(text)) return Array.from(text, (letter) => ({ text: letter, width: 1 }))
  return Array.from(graphemes.segment(text), ({ segment }) => ({ text: segment, width: wide.test(segment) ? 2 : 1 }))
}

/** Terminal columns that a text without control characters takes. */
export function textWidth(text: string): number {
  if (plain.test(text)) return text.length
  return characters(text).reduce((sum, { width }) => sum + width, 0)
}

/**
 * A text from outside on one line: control characters, which could move the cursor or colour the terminal, become
 * spaces.
 */
export function onOneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
}
