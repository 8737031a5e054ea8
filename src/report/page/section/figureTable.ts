import { formatNumber } from '../../formatNumber.ts'
import type { FigureTable } from '../reportData.ts'
import { type Html, html } from '../html/html.ts'

/** Cells with more characters than this may break into lines. */
const LONG = 40

/** Numbers that come as texts: percentages, counts with their share; and what stands for none. */
const NUMERAL = /^(?:|…|-?\d[\d.]*%?(?: \(\d[\d.]*%\))?)$/u

/**
 * A table of texts and numbers; columns with a number in each row, or none, align to the right. It scrolls where it is
 * too wide.
 */
export function figureTable({ caption, columns, rows }: FigureTable, className = ''): Html {
  const numeric = columns.map(
    (_, i) => rows.length > 0 && rows.every((row) => typeof row[i] === 'number' || NUMERAL.test(row[i] ?? '')),
  )
  // Words as long as sequences or hashes: their characters line up.
  const spelled = columns.map((_, i) => rows.length > 0 && rows.every((row) => /^(?:\S{16,}|…)$/u.test(String(row[i]))))
  const prose = columns.map((_, i) => rows.some((row) => String(row[i]).length > LONG))
  const cellClass = (i: number) => (numeric[i] ? 'number' : spelled[i] ? 'spelled' : prose[i] ? 'prose' : 'text')
  return html`<figure class="figures-of">
    <figcaption><bdi>${caption}</bdi></figcaption>
    <div class="scroll" role="region" aria-label="${caption}" tabindex="0">
      <table class="figures ${className}" aria-label="${caption}">
        <thead>
          <tr>
            ${columns.map((name, i) => html`<th scope="col" class="${cellClass(i)}">${name}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            (row) =>
              html`<tr>
                ${row.map((cell, i) => figure(cell, i, cellClass(i)))}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </figure>`
}

/** The first cell names its row. */
function figure(cell: string | number, i: number, className: string): Html {
  const text = typeof cell === 'number' ? html`${formatNumber(cell)}` : html`<bdi>${cell}</bdi>`
  return i === 0 ? html`<th scope="row" class="${className}">${text}</th>` : html`<td class="${className}">${text}</td>`
}
