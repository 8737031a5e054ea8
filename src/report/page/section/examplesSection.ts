import type { Verdict } from '../../../claim/verdict.ts'
import { type Html, html } from '../html/html.ts'
import { exampleCard } from './exampleCard.ts'

/** The id of the card of a verdict's counterexample or witness. */
export function exampleId(claimId: string): string {
  return `example-of-${claimId}`
}

/** A card for each counterexample and witness. */
export function examplesSection(
  verdicts: readonly Verdict[],
  ids: readonly string[],
  alphabets: Readonly<Record<string, string>>,
): Html {
  const cards = verdicts.flatMap((verdict, i) => exampleCard(verdict, ids[i]!, exampleId(ids[i]!), alphabets) ?? [])
  return html`<section id="examples" aria-labelledby="examples-title">
    <h2 id="examples-title">Counterexamples and witnesses</h2>
    <p class="caption">Each was computed alone, and made as simple as it can be while it still shows what it shows.</p>
    <div class="cards">${cards}</div>
  </section>`
}
