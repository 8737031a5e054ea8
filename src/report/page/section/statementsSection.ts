import type { Verdict } from '../../../claim/verdict.ts'
import { type Html, html } from '../html/html.ts'
import type { FigureTable, Statement } from '../reportData.ts'
import { figureTable } from './figureTable.ts'
import { statementBadge, statusBadge } from './statusBadge.ts'

/** What people say, each with its status, the reason, what is true instead, and the verdicts that decide it. */
export function statementsSection(
  statements: readonly Statement[],
  verdicts: readonly Verdict[],
  ids: readonly string[],
): Html {
  return html`<section id="statements" aria-labelledby="statements-title">
    <h2 id="statements-title">What is said, and what holds</h2>
    <ol class="statements">
      ${statements.map((one) => statement(one, verdicts, ids))}
    </ol>
  </section>`
}

function statement(
  { id, text, status, reason, instead, evidence, tables = [] }: Statement,
  verdicts: readonly Verdict[],
  ids: readonly string[],
): Html {
  return html`<li id="statement-${id}" class="statement">
    <article>
      <p class="said"><q dir="auto">${text}</q></p>
      <p>${statementBadge(status)}</p>
      <p class="reason" dir="auto">${reason}</p>
      ${instead !== undefined && html`<p class="instead"><b>Instead:</b> <bdi>${instead}</bdi></p>`}
      ${
        evidence.length > 0 &&
        html`<p class="evidence-title">Decided by</p>
          <ul class="evidence">
            ${evidence.map((name) => html`<li>${link(name, verdicts, ids)}</li>`)}
          </ul>`
      }
      ${tables.map(folded)}
    </article>
  </li>`
}

/** Tables with more rows than this are opened by whoever wants to see them. */
const MOST_ROWS = 8

function folded(table: FigureTable): Html {
  if (table.rows.length <= MOST_ROWS) return figureTable(table)
  return html`<details class="folded">
    <summary><bdi>${table.caption}</bdi> (${table.rows.length} rows)</summary>
    ${figureTable(table)}
  </details>`
}

function link(name: string, verdicts: readonly Verdict[], ids: readonly string[]): Html {
  const at = verdicts.findIndex(({ claim }) => claim === name)
  const verdict = verdicts[at]
  if (!verdict) return html`<bdi>${name}</bdi> (no verdict here)`
  return html`<a href="#${ids[at]}"><bdi>${name}</bdi></a> ${statusBadge(verdict)}`
}
