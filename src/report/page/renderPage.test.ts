import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ReportData } from './reportData.ts'
import { renderPage } from './renderPage.ts'
import { verdictOf } from '../../../test/report/page/verdictOf.ts'

const assets = { script: '', style: '' }
const ATTACK = '<img src=x onerror=alert(1)>'

/** A report in which each text from outside is `text`, and each number `number`. */
function reportOf(text: string, number = 0.5): ReportData {
  const example = {
    inputs: { [text]: [number], letters: [1, 0, 0, 1] },
    output: number,
    minimal: true,
    distance: 1,
    id: text,
  }
  const domains = { [text]: { description: text, shape: [1] }, letters: { description: 'oneHot 2x2', shape: [2, 2] } }
  const said = { claim: text, holds: text, domains, reason: text, restsOn: [text], certificate: text, warnings: [text] }
  const ranges = { observed: [number, number], certified: [number, number] } as const
  const matters = [{ input: 'letters', index: 1, value: 1, simplest: 0, without: number }]
  const shrinking = {
    path: [
      { distance: 3, output: number },
      { distance: 1, output: number },
    ],
    matters,
  }
  const series = (name: string) => ({ name, values: [number, 0.25] })
  return {
    title: text,
    backend: text,
    lead: [text],
    verdicts: [
      verdictOf({ ...said, observed: [...ranges.observed], certified: [...ranges.certified] }),
      verdictOf({
        ...said,
        status: 'refuted',
        passed: false,
        counterexample: example,
        shrinking,
        replay: text,
        parts: { [text]: number, b: 1 },
      }),
      verdictOf({
        ...said,
        status: 'survived',
        coverage: [{ label: text, share: 0.5, demanded: 0.1, met: true, cases: 2 }],
      }),
    ],
    baseline: {
      file: text,
      outcome: 'compared',
      changes: [
        { claim: text, kind: 'worse', what: text, from: text, to: text, why: text },
        { claim: 'none', place: text, kind: 'new', what: text, to: text, why: text },
      ],
      tolerated: [text],
      notes: [text],
    },
    alphabets: { letters: `${text}AC`.slice(0, 2) },
    statements: [
      {
        id: 'one',
        text,
        status: 'refuted',
        reason: text,
        instead: text,
        evidence: [text, 'none'],
        tables: [{ caption: text, columns: [text, 'n'], rows: [[text, number]] }],
      },
    ],
    predictions: {
      caption: text,
      x: series(text),
      y: series(text),
      output: series(text),
      range: [0, 1],
      truth: { name: text, classes: [text, 'yes'], values: [0, 1] },
      columns: [{ name: text, values: [text, text] }],
      others: [series(text)],
    },
    playground: { caption: text, backend: 'cpu', inputs: [], outputs: [] },
  }
}

/** The page without its data and its style, as a list of tags; texts between them must hold no markup. */
function tagsOf(page: string): string[] {
  const body = page.replace(/<script type="application\/json"[^]*?<\/script>/, '').replace(/<style>[^]*?<\/style>/, '')
  const tag = /<(\/?[a-z!][\w-]*)((?:\s+[\w:-]+(?:="[^"<>]*")?)*)\s*\/?>/gi
  expect(body.replace(tag, '')).not.toMatch(/[<>]/)
  return Array.from(
    body.matchAll(tag),
    ([, name, rest]) => name + (rest ?? '').replace(/="[^"]*"/g, '').replace(/\s+/g, ' '),
  )
}

describe('renderPage', () => {
  test('has the same elements and attributes whatever the texts are', () => {
    const plain = tagsOf(renderPage(reportOf('zz'), assets))
    const nasty = fc.array(
      fc.oneof(fc.constantFrom(ATTACK, '</script>', '<!--', '"', "'", '\u202E', '</title>'), fc.string()),
      { minLength: 1, maxLength: 3 },
    )
    fc.assert(
      fc.property(nasty, (parts) => {
        const text = `zz${parts.join('')}`
        expect(tagsOf(renderPage(reportOf(text), assets))).toEqual(plain)
      }),
      { seed: 1, numRuns: 60, examples: [[[ATTACK]], [['</script><script>alert(1)</script>']], [['" onload="x']]] },
    )
  })

  test.each([0.5, NaN, Infinity, -Infinity, 0, -0, 3.4e38, -1e-40])(
    'draws no path to nowhere for the number %d',
    (number) => {
      const page = renderPage(reportOf('zz', number), assets)
      expect((page.match(/ d="[^"]*"/g) ?? []).join('')).not.toMatch(/NaN|Infinity|undefined/)
      expect(page).not.toContain('undefined')
    },
  )

  test('gives each id once, and its links lead somewhere', () => {
    const page = renderPage(reportOf('zz'), assets)
    const ids = Array.from(page.matchAll(/\sid="([^"]*)"/g), ([, id]) => id)
    expect(new Set(ids).size).toBe(ids.length)
    for (const [, to] of page.matchAll(/href="#([^"]*)"/g)) expect(ids).toContain(to)
    for (const [, to] of page.matchAll(/aria-labelledby="([^"]*)"/g)) expect(ids).toContain(to)
  })

  test('is the same for the same data', () => {
    expect(renderPage(reportOf('zz'), assets)).toBe(renderPage(reportOf('zz'), assets))
  })

  test('shows verdicts alone where there is nothing else', () => {
    const page = renderPage({ title: 'one claim', backend: 'cpu', verdicts: [verdictOf({})] }, assets)
    expect(page).toContain('id="claim-the-output-stays-in-0-1"')
    for (const id of ['predictions', 'playground', 'statements', 'examples'])
      expect(page).not.toContain(`<section id="${id}"`)
  })

  test('reads an expected refutation as passed', () => {
    const page = renderPage(
      { title: 't', backend: 'cpu', verdicts: [verdictOf({ status: 'refuted', expect: 'refuted' })] },
      assets,
    )
    expect(page).toMatch(/class="badge passed"\s*><span class="sign" aria-hidden="true">✓<\/span> refuted, as expected/)
  })

  test('keeps the data for scripts, and takes scripts and styles as they are', () => {
    const data = reportOf(ATTACK, NaN)
    const page = renderPage(data, { script: 'run(1 < 2)', style: 'p > a { color: red }' })
    const inner = /id="report-data">([^]*?)<\/script>/.exec(page)![1]!
    expect(JSON.parse(inner)).toMatchObject({
      predictions: { caption: ATTACK, x: { values: ['NaN', 0.25] } },
      alphabets: {},
    })
    expect(page).toContain('<script>run(1 < 2)</script>')
    expect(page).toContain('<style>p > a { color: red }</style>')
  })

  test('marks the letters that matter, in the letters of the alphabet', () => {
    const page = renderPage({ ...reportOf('zz'), alphabets: { letters: 'GT' } }, assets)
    expect(page).toMatch(/<span class="pale">G<\/span><mark>T<\/mark>/)
    expect(page).toContain('letters, letter 2')
  })
})
