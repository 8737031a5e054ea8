import type { Status, Verdict } from '../../../claim/verdict.ts'
import { type Html, html } from '../html/html.ts'

const meanings: Readonly<Record<Status, string>> = {
  proved: 'Holds for the float32 arithmetic that really runs, at every input of the domain; or a witness was computed.',
  refuted:
    'Does not hold: an input was computed that shows it, or sound bounds do. “As expected”: a belief known to be false.',
  survived: 'No counterexample in all cases that were tried, and no proof.',
  vacuous: 'The cases never reached the share that the claim demands.',
}

/** What the words of the verdicts mean, for those that occur. */
export function readingNotes(verdicts: readonly Verdict[]): Html {
  const present = (Object.keys(meanings) as Status[]).filter((one) => verdicts.some(({ status }) => status === one))
  return html`<h2>How to read this</h2>
    <dl>
      ${present.map(
        (status) =>
          html`<div>
            <dt>${status}</dt>
            <dd>${meanings[status]}</dd>
          </div>`,
      )}
      <div>
        <dt>certified, observed</dt>
        <dd>
          Certified bounds hold for all inputs of a domain; observed are the most extreme outputs that were computed.
          The truth lies between. Ends are rounded outwards.
        </dd>
      </div>
      ${
        verdicts.some(({ margin }) => margin) &&
        html`<div>
          <dt>margin</dt>
          <dd>
            By how much a comparison of outputs holds, that of several which does best: 0 where it just does, or just
            does not if it is strict, and less where it does not.
          </dd>
        </div>`
      }
    </dl>`
}
