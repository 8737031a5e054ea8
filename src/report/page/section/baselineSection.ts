import type { Verdict } from '../../../claim/verdict.ts'
import type { BaselineReport, Change } from '../../baseline/change.ts'
import { baselineNotes, countChanges, formatChange, nameOf, signOf } from '../../baseline/formatBaseline.ts'
import { type Html, html } from '../html/html.ts'

const outcomes: Readonly<Record<Change['kind'], string>> = { worse: 'failed', better: 'passed', new: 'open' }

/** What has changed since the baseline, worse first, and what else is to be known of the comparison. */
export function baselineSection(baseline: BaselineReport, verdicts: readonly Verdict[], ids: readonly string[]): Html {
  const notes = baselineNotes(baseline)
  return html`<section id="baseline" aria-labelledby="baseline-title">
    <h2 id="baseline-title">Since the baseline</h2>
    <p><bdi>${baseline.file}</bdi>: ${countChanges(baseline)}</p>
    ${
      baseline.changes.length > 0 &&
      html`<ul class="changes">
        ${baseline.changes.map((change) => item(change, verdicts, ids))}
      </ul>`
    }
    ${
      notes.length > 0 &&
      html`<ul class="notes">
        ${notes.map((note) => html`<li><bdi>${note}</bdi></li>`)}
      </ul>`
    }
  </section>`
}

function item(change: Change, verdicts: readonly Verdict[], ids: readonly string[]): Html {
  const { claim, kind, why } = change
  // Of several of its name it cannot be told which verdict is meant.
  const [at, another] = verdicts.flatMap((verdict, i) => (verdict.claim === claim ? [i] : []))
  const id = at === undefined || another !== undefined ? undefined : ids[at]
  return html`<li>
    <span class="badge ${outcomes[kind]}"><span class="sign" aria-hidden="true">${signOf(change)}</span> ${kind}</span>
    ${id === undefined ? html`<bdi>${nameOf(change)}</bdi>` : html`<a href="#${id}"><bdi>${nameOf(change)}</bdi></a>`}
    <bdi>${formatChange(change)}</bdi>
    <p class="reason" dir="auto">${why}</p>
  </li>`
}
