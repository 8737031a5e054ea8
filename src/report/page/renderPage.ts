import { hatches } from './chart/hatches.ts'
import { claimIds } from './claimIds.ts'
import { embeddedData } from './embeddedData.ts'
import { type Html, html, rawElement } from './html/html.ts'
import type { ReportData } from './reportData.ts'
import { baselineSection } from './section/baselineSection.ts'
import { examplesSection } from './section/examplesSection.ts'
import { header, type Place } from './section/header.ts'
import { playgroundSection } from './section/playgroundSection.ts'
import { predictionsSection } from './section/predictionsSection.ts'
import { readingNotes } from './section/readingNotes.ts'
import { statementsSection } from './section/statementsSection.ts'
import { verdictsSection } from './section/verdictsSection.ts'

/** What a page carries with it: the source of its script and of its style sheet. */
export interface PageAssets {
  readonly script: string
  readonly style: string
}

/** Keeps the page off the network; what is inline in it may run, as nothing else can be in a single file. */
const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline' 'wasm-unsafe-eval'; worker-src blob:; img-src data:; base-uri 'none'; form-action 'none'"

/**
 * All of a report as one HTML file that needs nothing else: readable without scripts, which only add to it. Pure: same
 * data and assets, same text. Texts in the data are never read as markup.
 */
export function renderPage(data: ReportData, assets: PageAssets): string {
  const { title, verdicts } = data
  const sections = sectionsOf(data)
  const places = sections.map(({ place }) => place)
  return `${String(
    html`<!doctype html>
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta http-equiv="Content-Security-Policy" content="${POLICY}" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="color-scheme" content="light dark" />
          <title>${title}</title>
          ${rawElement({ tag: 'style', text: assets.style })}
        </head>
        <body>
          <a class="skip" href="#main">Skip to the content</a>${hatches()}
          <div class="page">
            ${header(data, places)}
            <main id="main" tabindex="-1">${sections.map(({ markup }) => markup)}</main>
            <footer>${readingNotes(verdicts)}</footer>
          </div>
          ${rawElement({ id: 'report-data', data: embeddedData(data) })}${assets.script !== '' && rawElement({ tag: 'script', text: assets.script })}
        </body>
      </html>`,
  )}\n`
}

function sectionsOf({ verdicts, baseline, alphabets = {}, statements, predictions, playground }: ReportData): {
  place: Place
  markup: Html
}[] {
  const ids = claimIds(verdicts)
  const examples = verdicts.some(({ counterexample, witness }) => counterexample ?? witness)
  return [
    predictions && { place: { id: 'predictions', name: 'Predictions' }, markup: predictionsSection(predictions) },
    playground && { place: { id: 'playground', name: 'Try it' }, markup: playgroundSection(playground) },
    statements?.length && {
      place: { id: 'statements', name: 'Statements' },
      markup: statementsSection(statements, verdicts, ids),
    },
    baseline && {
      place: { id: 'baseline', name: 'Since the baseline' },
      markup: baselineSection(baseline, verdicts, ids),
    },
    { place: { id: 'verdicts', name: 'Verdicts' }, markup: verdictsSection(verdicts, ids) },
    examples && {
      place: { id: 'examples', name: 'Counterexamples and witnesses' },
      markup: examplesSection(verdicts, ids, alphabets),
    },
  ].filter((section) => typeof section === 'object')
}
