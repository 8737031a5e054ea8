import { statusWords } from '../../statusWords.ts'
import type { ReportData } from '../reportData.ts'
import { type Html, html } from '../html/html.ts'
import { outcomeOf } from './statusBadge.ts'

/** A place that the page's navigation leads to. */
export interface Place {
  readonly id: string
  readonly name: string
}

/**
 * Title, what computed it, the answer in brief, how many verdicts there are of each kind, and the way to the sections.
 */
export function header({ title, backend, lead = [], verdicts }: ReportData, places: readonly Place[]): Html {
  const counts = new Map<string, { outcome: string; count: number }>()
  for (const verdict of verdicts) {
    const { words } = statusWords(verdict)
    counts.set(words, { outcome: outcomeOf(verdict), count: (counts.get(words)?.count ?? 0) + 1 })
  }
  return html`<header class="page-header">
    <div class="headline">
      <p class="kicker">
        <b>Overshoot</b> <span class="backend">computed by <bdi>${backend}</bdi></span>
      </p>
      <h1><bdi>${title}</bdi></h1>
    </div>
    ${lead.length > 0 && html`<div class="lead">${lead.map((paragraph) => html`<p dir="auto">${paragraph}</p>`)}</div>`}
    <div class="overview">
      <ul class="counts" aria-label="${verdicts.length} ${verdicts.length === 1 ? 'claim' : 'claims'} by status">
        ${Array.from(
          counts,
          ([words, { outcome, count }]) => html`<li class="${outcome}"><b>${count}</b> ${words}</li>`,
        )}
      </ul>
      ${
        places.length > 1 &&
        html`<nav aria-label="Sections">
          <ol>
            ${places.map(({ id, name }) => html`<li class="to-${id}"><a href="#${id}">${name}</a></li>`)}
          </ol>
        </nav>`
      }
    </div>
  </header>`
}
