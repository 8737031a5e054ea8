import { onOneLine } from './textWidth.ts'

/** A text as HTML that shows it as it is, line breaks included; other control characters become spaces. */
export function escapeHtml(text: string): string {
  return text.replace(/[^\P{Cc}\n]/gu, ' ').replace(/[&<>"']/g, reference)
}

/**
 * A text as GitHub's Markdown, or as HTML in it, that shows it on one line: nothing in it is markup, ends a table's
 * cell or becomes a link. GitHub looks for people, issues and emoji (`@name`, `#1`, `:name:`) in the text that comes of
 * the Markdown, where only a space of no width stops it.
 */
export function escapeMarkdown(text: string): string {
  return onOneLine(text)
    .replace(/[!-/:-@[-`{-~]/g, (mark) => (harmless.has(mark) ? mark : reference(mark)))
    .replace(/:(?=[\w+/-])/g, reference)
    .replace(/(&#(?:35|58|64);)(?=[\w+-])/g, '$1&#8203;')
    .replace(/\bwww\./gi, (start) => start.replace('.', '&#46;'))
}

/** Punctuation that says nothing to Markdown inside a line. */
const harmless: ReadonlySet<string> = new Set('%(),-./:;=?+]')

function reference(mark: string): string {
  return `&#${mark.codePointAt(0)};`
}
