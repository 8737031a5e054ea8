import type { Status, Verdict } from '../../../claim/verdict.ts'
import { statusWords } from '../../statusWords.ts'
import { type Html, html } from '../html/html.ts'

/** What a sign means for whoever looks for trouble. */
export type Outcome = 'passed' | 'failed' | 'open'

const outcomes = { '✓': 'passed', '✗': 'failed', '?': 'open' } as const

export function outcomeOf(verdict: Verdict): Outcome {
  return outcomes[statusWords(verdict).sign]
}

/** A verdict's status as a sign and words, coloured by whether it is as it should be. */
export function statusBadge(verdict: Verdict): Html {
  const { sign, words } = statusWords(verdict)
  return html`<span class="badge ${outcomes[sign]}"
    ><span class="sign" aria-hidden="true">${sign}</span> ${words}</span
  >`
}

const signs: Readonly<Record<Status, '✓' | '✗' | '?'>> = { proved: '✓', refuted: '✗', survived: '?', vacuous: '?' }

/** The status of what people say: nothing was expected of it, so its sign is that of the status. */
export function statementBadge(status: Status): Html {
  return html`<span class="badge ${outcomes[signs[status]]}"
    ><span class="sign" aria-hidden="true">${signs[status]}</span> ${status}</span
  >`
}
