import { characters, textWidth } from './textWidth.ts'

export interface WrapOptions {
  /** Put before every line but the first; counts towards the width. */
  indent?: string
  /** Lines to keep; the last one kept ends in … where there were more. */
  lines?: number
}

/** Breaks a text at spaces into lines of at most `width` columns; words that are longer are cut. */
export function wrapText(text: string, width: number, { indent = '', lines = Infinity }: WrapOptions = {}): string[] {
  const wrapped: string[] = []
  let line = ''
  let used = 0
  const add = (piece: string, columns: number) => {
    line += piece
    used += columns
  }
  const flush = () => {
    wrapped.push(line)
    line = indent
    used = textWidth(indent)
  }
  const isEmpty = () => line === (wrapped.length > 0 ? indent : '')
  for (const word of text.split(' ')) {
    if (!isEmpty() && used + 1 + textWidth(word) > width) flush()
    if (!isEmpty()) add(' ', 1)
    for (const character of characters(word)) {
      if (!isEmpty() && used + character.width > width) flush()
      add(character.text, character.width)
    }
  }
  flush()
  if (wrapped.length <= lines) return wrapped
  return [...wrapped.slice(0, lines - 1), cut(wrapped[lines - 1] ?? '', width)]
}

/** Ends a line that others follow with …, within `width`. */
function cut(line: string, width: number): string {
  let kept = line
  while (kept !== '' && textWidth(kept) + 1 > width) kept = kept.slice(0, -(characters(kept).at(-1)?.text.length ?? 1))
  return `${kept}…`
}
