import { textWidth } from './textWidth.ts'
import { wrapText } from './wrapText.ts'

export interface Column {
  title: string
  align?: 'left' | 'right'
  /**
   * How narrow the column may become, in the order of `shrink`, when the table is too wide: a number of columns, or its
   * longest word. Without it a cell is never broken.
   */
  narrowest?: number | 'word'
  /** Columns with a smaller number become narrow first. */
  shrink?: number
  indent?: string
  lines?: number
}

const GAP = '  '

/** How wide each column is so that the table takes at most `width` columns, if its unbreakable cells let it. */
export function columnWidths(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  width: number,
): number[] {
  const widths = columns.map(({ title }, i) =>
    Math.max(textWidth(title), ...rows.map((row) => textWidth(row[i] ?? ''))),
  )
  let excess = widths.reduce((sum, w) => sum + w, 0) + GAP.length * (columns.length - 1) - width
  const order = columns
    .flatMap(({ narrowest, shrink = 0 }, i) => (narrowest === undefined ? [] : [{ i, narrowest, shrink }]))
    .sort((a, b) => a.shrink - b.shrink)
  for (const { i, narrowest: wanted } of order) {
    const narrowest = wanted === 'word' ? longestWord(columns[i]!, rows, i) : wanted
    const give = Math.max(0, Math.min(excess, widths[i]! - narrowest))
    widths[i]! -= give
    excess -= give
  }
  return widths
}

function longestWord({ title, indent = '' }: Column, rows: readonly (readonly string[])[], i: number): number {
  const words = [title, ...rows.flatMap((row) => (row[i] ?? '').split(' '))]
  return textWidth(indent) + Math.max(...words.map(textWidth))
}

/** One row as lines of aligned cells; cells that are too wide wrap. Lines end without spaces. */
export function alignRow(
  columns: readonly Column[],
  cells: readonly string[],
  widths: readonly number[],
  paint: (text: string, column: number) => string = (text) => text,
): string[] {
  const wrapped = columns.map(({ indent = '', lines = Infinity }, i) =>
    wrapText(cells[i] ?? '', widths[i]!, { indent, lines }),
  )
  const height = Math.max(...wrapped.map((lines) => lines.length))
  return Array.from({ length: height }, (_, k) => {
    const filled = columns.map(({ align }, i) => {
      const text = wrapped[i]![k] ?? ''
      const space = ' '.repeat(Math.max(0, widths[i]! - textWidth(text)))
      return { text: text === '' ? '' : paint(text, i), space, align }
    })
    const last = filled.findLastIndex(({ text }) => text !== '')
    return filled
      .slice(0, last + 1)
      .map(({ text, space, align }, i) => (align === 'right' ? space + text : i === last ? text : text + space))
      .join(GAP)
  })
}
