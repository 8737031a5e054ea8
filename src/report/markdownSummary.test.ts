import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import { temporaryFolder } from '../../test/temporaryFolder.ts'
import { appendSummary } from './appendSummary.ts'
import type { BaselineReport } from './baseline/change.ts'
import { escapeHtml, escapeMarkdown } from './escapeMarkdown.ts'
import { markdownSummary, SUMMARY_BYTES } from './markdownSummary.ts'
import { refutedVerdict, someVerdict } from '../../test/report/verdict.ts'

const nasty = 'a | `b` <img src=x onerror="alert(1)"> *c* _d_ ~~e~~ [f](g) @someone #12 :tada: & \\| www.h.org\n\n# i'

describe('text of verdicts', () => {
  test('is no markup in a cell, and nothing that GitHub makes a link or a picture of', () => {
    expect(escapeMarkdown(nasty)).toMatchInlineSnapshot(
      `"a &#124; &#96;b&#96; &#60;img src=x onerror=&#34;alert(1)&#34;&#62; &#42;c&#42; &#95;d&#95; &#126;&#126;e&#126;&#126; &#91;f](g) &#64;&#8203;someone &#35;&#8203;12 &#58;&#8203;tada: &#38; &#92;&#124; www&#46;h.org &#35; i"`,
    )
  })

  test('reads as it is, whatever it is', () => {
    const read = (html: string) =>
      html.replace(/&#8203;/g, '').replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...'@#:|`<&>a1\\.w') })), (text) => {
        const escaped = escapeMarkdown(text)
        expect(escaped.replace(/&#\d+;/g, ' ')).not.toMatch(/[`|<>&"'*_~[\\@#$!{}^\n\r]|:[\w/]/)
        expect(escaped).not.toMatch(/&#(64|35|58);\w/)
        expect(read(escaped)).toBe(text)
        expect(read(escapeHtml(text))).toBe(text)
        expect(escapeHtml(text)).not.toMatch(/[<>"']/)
      }),
      { numRuns: 300 },
    )
  })
})

const baseline: BaselineReport = {
  file: '`b`.json',
  outcome: 'compared',
  changes: [
    { claim: 'lies | in', kind: 'worse', what: 'status', from: 'proved', to: 'refuted', why: 'an input gives <3>' },
    { claim: 'another', kind: 'new', what: 'claim', to: 'proved', why: 'bounds say so' },
  ],
  tolerated: ['a|b'],
  notes: ['1 claim recorded on native, decided on wasm'],
}

describe('the summary', () => {
  test('is the table, with failures explained below', () => {
    expect(markdownSummary([someVerdict(), refutedVerdict({ claim: 'lies | in\n`[0, 1]`' })])).toMatchInlineSnapshot(`
      "### Overshoot: 2 claims: 1 proved, 1 refuted

      | status | claim | by | observed | certified |
      | :-- | :-- | :-- | :-- | :-- |
      | ✓ proved | the deep output lies in &#91;0, 1] | bounds | &#91;0.25, 0.5] | &#91;0, 1] |
      | ✗ refuted | lies &#124; in &#96;&#91;0, 1]&#96; | search | &#91;-5, 5] | &#91;-5, 5] |

      <details><summary>lies &#124; in &#96;&#91;0, 1]&#96;</summary>

      <pre>lies | in
      \`[0, 1]\`: refuted (by search)
        an input gives 3
        counterexample a1f55e4d6b37 (minimal; 1 away from the simplest input):
          dplus = 3
          to paste: { dplus: [3] }
          output = 3
        observed  [-5, 5] in 1000 cases
        certified [-5, 5]
        backend cpu, seed 0, 0.250 s</pre>

      </details>

      "
    `)
  })

  test('a cell has no more columns than the head, and an explanation ends where it should', () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom('', '\n\n', '</pre>', '</details>\n\n# '), (text, more) => {
        const claim = text + more + nasty
        const summary = markdownSummary([refutedVerdict({ claim, reason: claim })])
        const [, , ...table] = summary.slice(0, summary.indexOf('\n\n<details>')).split('\n')
        expect(table.map((line) => line.split('|').length)).toEqual([7, 7, 7])
        expect(summary.match(/<\/?(pre|details|summary)>/g)).toEqual([
          '<details>',
          '<summary>',
          '</summary>',
          '<pre>',
          '</pre>',
          '</details>',
        ])
        expect(summary.match(/</g)).toHaveLength(6)
      }),
      { numRuns: 100 },
    )
  })

  test('says above it what has changed since the baseline, as text', () => {
    expect(markdownSummary([someVerdict()], { baseline })).toMatchInlineSnapshot(`
      "### Overshoot: 1 claim: 1 proved

      Baseline &#96;b&#96;.json: 1 worse, 1 new

      | | claim | change | why |
      | :-- | :-- | :-- | :-- |
      | ✗ worse | lies &#124; in | status proved → refuted | an input gives &#60;3&#62; |
      | + new | another | claim proved | bounds say so |

      - fails, as it did when it was recorded: a&#124;b
      - 1 claim recorded on native, decided on wasm

      | status | claim | by | observed | certified |
      | :-- | :-- | :-- | :-- | :-- |
      | ✓ proved | the deep output lies in &#91;0, 1] | bounds | &#91;0.25, 0.5] | &#91;0, 1] |

      "
    `)
    const nothing = { ...baseline, changes: [], tolerated: [], notes: [] }
    expect(markdownSummary([someVerdict()], { baseline: nothing })).toContain(
      '\n\nBaseline &#96;b&#96;.json: nothing has changed\n\n\n| status |',
    )
  })

  test('keeps what is worse than the baseline before all else', () => {
    const long = { ...baseline.changes[0]!, claim: 'x'.repeat(3000) }
    const many = {
      ...baseline,
      changes: [baseline.changes[0]!, ...Array.from({ length: 9 }, () => ({ ...long, kind: 'new' as const }))],
    }
    const summary = markdownSummary([refutedVerdict()], { bytes: 8000, baseline: many })
    expect(summary).toContain('| ✗ worse | lies')
    expect(summary).toContain('<summary>the sum')
    expect(summary).toContain('\nLeft out: 7 changes. There is room for 8000 bytes.\n')
  })

  test('of too many verdicts keeps to the limit: what fails stays, and a line says what is gone', () => {
    const many = Array.from({ length: 3000 }, (_, i) =>
      i === 2990 ? refutedVerdict({ claim: 'fails' }) : someVerdict({ claim: `claim ${i} ${'é'.repeat(200)}` }),
    )
    const summary = markdownSummary(many)
    expect(Buffer.byteLength(summary)).toBeLessThanOrEqual(SUMMARY_BYTES)
    expect(Buffer.byteLength(summary)).toBeGreaterThan(SUMMARY_BYTES - 2000)
    expect(summary).toContain('| ✗ refuted | fails |')
    expect(summary).toContain('<summary>fails</summary>')
    const rows = summary.match(/^\| [✓✗]/gm)!.length
    expect(summary).toContain(`\nLeft out: ${3000 - rows} rows. There is room for 1048576 bytes.\n`)
    expect(markdownSummary(many, { bytes: 100 })).toBe('')
  })

  test('fits any room', () => {
    const verdicts = [someVerdict(), refutedVerdict(), refutedVerdict(), someVerdict()]
    const whole = Buffer.byteLength(markdownSummary(verdicts, { baseline }))
    fc.assert(
      fc.property(fc.integer({ min: 0, max: whole + 300 }), (bytes) => {
        expect(Buffer.byteLength(markdownSummary(verdicts, { bytes, baseline }))).toBeLessThanOrEqual(bytes)
      }),
      { numRuns: 200 },
    )
  })
})

describe('in a job', () => {
  let folder: string
  beforeEach(() => (folder = temporaryFolder()))

  test('it comes after what others wrote', async () => {
    const path = join(folder, 'summary.md')
    await writeFile(path, 'before')
    for (let i = 0; i < 2; i++)
      expect(await appendSummary({ GITHUB_STEP_SUMMARY: path }, { verdicts: [someVerdict()] })).toBeUndefined()
    const section = `\n${markdownSummary([someVerdict()])}`
    expect(await readFile(path, 'utf8')).toBe(`before${section}${section}`)
  })

  test('with what others wrote it keeps to the limit', async () => {
    const path = join(folder, 'summary.md')
    await writeFile(path, 'x'.repeat(SUMMARY_BYTES - 600))
    const many = Array.from({ length: 50 }, () => someVerdict())
    expect(await appendSummary({ GITHUB_STEP_SUMMARY: path }, { verdicts: many })).toBeUndefined()
    const text = await readFile(path, 'utf8')
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(SUMMARY_BYTES)
    expect(text).toMatch(/^Left out: \d+ rows\. /m)
    expect(await appendSummary({ GITHUB_STEP_SUMMARY: path }, { verdicts: many })).toMatch(/no room is left/)
  })

  test('elsewhere nothing is written, and a file that cannot be written is a warning', async () => {
    expect(await appendSummary({}, { verdicts: [someVerdict()] })).toBeUndefined()
    expect(await appendSummary({ GITHUB_STEP_SUMMARY: '' }, { verdicts: [someVerdict()] })).toBeUndefined()
    const nowhere = join(folder, 'none', 'summary.md')
    expect(await appendSummary({ GITHUB_STEP_SUMMARY: nowhere }, { verdicts: [someVerdict()] })).toMatch(
      `job summary ${nowhere}: cannot be written: ENOENT`,
    )
  })
})
