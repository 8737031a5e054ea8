import type { Verdict } from '../../../claim/verdict.ts'
import { formatCoverage } from '../../formatCoverage.ts'
import { formatNotes, formatWarnings } from '../../formatNotes.ts'
import { formatNumber } from '../../formatNumber.ts'
import { formatCertified, formatObserved } from '../../formatRange.ts'
import { formatSeconds } from '../../formatSeconds.ts'
import { rangeBar } from '../chart/rangeBar.ts'
import { attributes, type Html, html } from '../html/html.ts'
import { exampleId } from './examplesSection.ts'
import { outcomeOf, statusBadge } from './statusBadge.ts'

/** Fewer verdicts than this need no choice of which to see. */
const FILTERED_FROM = 6

/**
 * The verdict table. Its parts say their roles themselves, as the style lays them out as grids, of which browsers draw
 * only those in view. Which rows to see is chosen without scripts.
 */
export function verdictsSection(verdicts: readonly Verdict[], ids: readonly string[]): Html {
  const warnings = formatWarnings(verdicts)
  const [one, many] = verdicts.some(({ margin }) => margin)
    ? ['output or margin', 'outputs or margins']
    : ['output', 'outputs']
  return html`<section id="verdicts" aria-labelledby="verdicts-title">
    <h2 id="verdicts-title">Verdicts</h2>
    <p class="legend">
      <span class="key"><i class="swatch claimed"></i> claimed</span>
      <span class="key"><i class="swatch certified"></i> certified: no ${one} lies outside</span>
      <span class="key"><i class="swatch observed"></i> observed: ${many} computed</span>
      <span class="key"><i class="swatch example"></i> ${one} of the example</span>
    </p>
    ${verdicts.length >= FILTERED_FROM && filters(verdicts)}
    <table class="verdicts" role="table" aria-labelledby="verdicts-title">
      <thead role="rowgroup">
        <tr role="row">
          ${['Status', 'Claim', 'Outputs', 'By', 'Time'].map(
            (name) => html`<th scope="col" role="columnheader">${name}</th>`,
          )}
        </tr>
      </thead>
      <tbody role="rowgroup">
        ${verdicts.map((verdict, i) => row(verdict, ids[i]!))}
      </tbody>
    </table>
    ${
      warnings.length > 0 &&
      html`<ul class="warnings">
        ${warnings.map((text) => html`<li><bdi>${text}</bdi></li>`)}
      </ul>`
    }
  </section>`
}

/** Radio buttons that the style reads: `show-` and an outcome or a status. */
function filters(verdicts: readonly Verdict[]): Html {
  const kinds = new Map<string, number>([['all', verdicts.length]])
  for (const name of ['failed', 'open'])
    kinds.set(name, verdicts.filter((verdict) => outcomeOf(verdict) === name).length)
  for (const name of ['proved', 'refuted', 'survived', 'vacuous'])
    kinds.set(name, verdicts.filter(({ status }) => status === name).length)
  const choices = [...kinds].filter(([, count]) => count > 0)
  return html`<fieldset class="filters">
    <legend>Show</legend>
    ${choices.map(
      ([name, count]) =>
        html`<label
          ><input type="radio" name="show" id="show-${name}" ${attributes({ checked: name === 'all' })} /> ${name}
          <span class="count">${count}</span></label
        >`,
    )}
  </fieldset>`
}

function row(verdict: Verdict, id: string): Html {
  const { claim, holds, domains, status, by, seconds, counterexample, witness } = verdict
  const example = counterexample ? 'counterexample' : witness && 'witness'
  return html`<tr role="row" id="${id}" class="verdict is-${status} is-${outcomeOf(verdict)}">
    <td role="cell" class="status">${statusBadge(verdict)}</td>
    <th scope="row" role="rowheader" class="claim">
      <bdi>${claim}</bdi
      ><span class="holds"
        ><bdi>${holds}</bdi> for
        ${Object.entries(domains).map(
          ([name, { description }], i) => html`${i > 0 && ', '}<bdi>${name}</bdi> <bdi>${description}</bdi>`,
        )}</span
      >
    </th>
    <td role="cell" class="outputs">
      ${rangeBar(verdict)}
      <dl>
        <div class="certified">
          <dt>certified</dt>
          <dd>${formatCertified(verdict)}</dd>
        </div>
        <div class="observed">
          <dt>observed</dt>
          <dd>${formatObserved(verdict)}</dd>
        </div>
      </dl>
    </td>
    <td role="cell" class="by">${by}</td>
    <td role="cell" class="time">${formatSeconds(seconds)}</td>
    <td role="cell" class="more">${example && html`<a href="#${exampleId(id)}">${example}</a>`}${details(verdict)}</td>
  </tr>`
}

/** Why, and on what it rests; open from the start where the verdict is not as it should be. */
function details(verdict: Verdict): Html {
  const { reason, restsOn = [], certificate, cases, seed, backend } = verdict
  // Its command stands on the example's card, to be copied from there.
  const { replay: _replay, ...rest } = verdict
  const coverage = formatCoverage(verdict)
  const lines = [
    ...formatNotes(rest),
    ...(coverage === undefined ? [] : [coverage]),
    ...restsOn.map((text) => `rests on ${text}`),
    ...(certificate === undefined ? [] : [`certificate: ${certificate}`]),
    `${cases} ${cases === 1 ? 'case' : 'cases'}, seed ${formatNumber(seed)}, backend ${backend}`,
  ]
  return html`<details${attributes({ open: outcomeOf(verdict) !== 'passed' })}><summary>why</summary><p dir="auto">${reason}</p><ul>${lines.map((text) => html`<li><bdi>${text}</bdi></li>`)}</ul></details>`
}
