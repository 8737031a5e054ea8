import { stripVTControlCharacters } from 'node:util'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Verdict } from '../claim/verdict.ts'
import { someVerdict } from '../../test/report/verdict.ts'
import { wantsColour } from './paint.ts'
import { terminalTable } from './terminalTable.ts'
import { textWidth } from './textWidth.ts'
import { wrapText } from './wrapText.ts'

const base = someVerdict({
  domains: {},
  observed: [0.0021234, 0.0107821],
  backend: 'native',
  seconds: 0.0123,
  reason: 'bounds over all inputs lie in [0, 1]',
})
const example = { output: 1, minimal: true, distance: 1, id: '3f2a91c04b7d' }
const verdicts: Verdict[] = [
  base,
  {
    ...base,
    claim: 'the wide output is unbounded',
    holds: 'unbounded',
    by: 'witness',
    observed: [-3.4028234663852886e38, Infinity],
    certified: [-Infinity, Infinity],
    nan: 'observed',
    witness: { ...example, inputs: { dplus: [3.4028234663852886e38] }, output: Infinity },
  },
  {
    ...base,
    claim: 'the combined output stays in [0, 1], as the asker believes',
    status: 'refuted',
    by: 'search',
    expect: 'refuted',
    observed: [-0.0000012, 1.1176321],
    certified: [-0.12345678, 1.2345678],
    counterexample: {
      ...example,
      inputs: { dplus: [15.22404], sequence: Array.from({ length: 240 }, (_, i) => (i % 4 ? 0 : 1)) },
      output: 1.0000001192092896,
    },
    parts: { wide: 1.1130000352859497, deep: 0.004600000102072954 },
    seconds: 1.234,
  },
  {
    ...base,
    claim: 'wrapped in a sigmoid the output stays in (0, 1) on every input',
    status: 'survived',
    by: 'search',
    demand: 'proof',
    passed: false,
    observed: [0.4, 0.99999994],
    certified: [0, 1.0000000000000002],
    nan: 'possible',
    reason: 'no hit in 10000 cases; not ruled out: 1 to 1.0000000000000002, NaN',
  },
  { ...base, claim: 'a demand on cases', status: 'vacuous', passed: false, observed: [Number.NaN, Number.NaN] },
]

describe('terminalTable', () => {
  test('at 120 columns', () => {
    expect(terminalTable(verdicts, { columns: 120 })).toMatchInlineSnapshot(`
      "status         claim                                      by       observed       certified                time  backend
      ✓ proved       the deep output lies in [0, 1]             bounds   [0.0021234,    [0, 1]                12.3 ms  native
                                                                          0.010783]
      ✓ proved       the wide output is unbounded               witness  [-3.4029e38,   [-Infinity,           12.3 ms  native
                                                                          Infinity]      Infinity] or NaN
                                                                          and NaN
          witness (float32 ends here, the growth does not): dplus 3.4028235e+38; output Infinity
      ✓ refuted, as  the combined output stays in [0, 1], as    search   [-1.2e-6,      [-0.12346, 1.2346]     1.23 s  native
        expected     the asker believes                                   1.1177]
          counterexample 3f2a91c04b7d: dplus 15.22404, sequence 60 letters: 0×60; output 1.0000001 (wide 1.113, deep 0.0046)
      ✗ survived,    wrapped in a sigmoid the output stays in   search   [0.4,          [0,                   12.3 ms  native
        proof        (0, 1) on every input                                0.99999994]    1.0000000000000002]
        demanded                                                                         or NaN
          no hit in 10000 cases; not ruled out: 1 to 1.0000000000000002, NaN
      ✗ vacuous      a demand on cases                          bounds   –              [0, 1]                12.3 ms  native
          bounds over all inputs lie in [0, 1]

      5 claims: 2 proved, 1 refuted (as expected), 1 survived (proof demanded), 1 vacuous"
    `)
  })

  test('without lines below the verdicts that fail, where those are explained elsewhere', () => {
    const failing = verdicts.map((verdict) => ({ ...verdict, passed: false }))
    const lines = (of: Verdict[], explained: boolean) => terminalTable(of, { columns: 200, explained }).split('\n')
    expect(lines(verdicts.slice(0, 3), true).filter((line) => line.startsWith('    '))).toHaveLength(2)
    expect(lines(failing, false).filter((line) => line.startsWith('    ')).length).toBeGreaterThan(2)
    expect(lines(failing, true).filter((line) => line.startsWith('    '))).toEqual([])
  })

  test('at 100 columns', () => {
    expect(terminalTable(verdicts, { columns: 100 })).toMatchInlineSnapshot(`
      "status         claim                  by       observed       certified                time  backend
      ✓ proved       the deep output lies   bounds   [0.0021234,    [0, 1]                12.3 ms  native
                     in [0, 1]                        0.010783]
      ✓ proved       the wide output is     witness  [-3.4029e38,   [-Infinity,           12.3 ms  native
                     unbounded                        Infinity]      Infinity] or NaN
                                                      and NaN
          witness (float32 ends here, the growth does not): dplus 3.4028235e+38; output Infinity
      ✓ refuted, as  the combined output    search   [-1.2e-6,      [-0.12346, 1.2346]     1.23 s  native
        expected     stays in [0, 1], as              1.1177]
                     the asker believes
          counterexample 3f2a91c04b7d: dplus 15.22404, sequence 60 letters: 0×60; output 1.0000001 (wide
          1.113, deep 0.0046)
      ✗ survived,    wrapped in a sigmoid   search   [0.4,          [0,                   12.3 ms  native
        proof        the output stays in              0.99999994]    1.0000000000000002]
        demanded     (0, 1) on every input                           or NaN
          no hit in 10000 cases; not ruled out: 1 to 1.0000000000000002, NaN
      ✗ vacuous      a demand on cases      bounds   –              [0, 1]                12.3 ms  native
          bounds over all inputs lie in [0, 1]

      5 claims: 2 proved, 1 refuted (as expected), 1 survived (proof demanded), 1 vacuous"
    `)
  })

  test('with what labels came to', () => {
    const coverage = [
      { label: 'dplus > 10', share: 0.2999, demanded: 0.05, met: true, cases: 10_000 },
      { label: 'G first', share: 0.07, demanded: 0, met: true, cases: 10_000 },
      { label: 'both', share: 0.04999, demanded: 0.07, met: false, cases: 10_000 },
    ]
    expect(
      terminalTable([
        { ...verdicts[2]!, coverage },
        { ...verdicts[4]!, reason: 'why', coverage },
      ]),
    ).toMatchInlineSnapshot(`
      "status         claim                               by      observed    certified       time  backend
      ✓ refuted, as  the combined output stays in [0,    search  [-1.2e-6,   [-0.12346,    1.23 s  native
        expected     1], as the asker believes                    1.1177]     1.2346]
          counterexample 3f2a91c04b7d: dplus 15.22404, sequence 60 letters: 0×60; output 1.0000001 (wide
          1.113, deep 0.0046)
          10000 random cases: 29.99% "dplus > 10" (5% demanded), 7% "G first", 4.999% "both" (7% demanded,
          not reached)
      ✗ vacuous      a demand on cases                   bounds  –           [0, 1]       12.3 ms  native
          why
          10000 random cases: 29.99% "dplus > 10" (5% demanded), 7% "G first", 4.999% "both" (7% demanded,
          not reached)

      2 claims: 1 refuted (as expected), 1 vacuous"
    `)
  })

  test('of nothing', () => {
    expect(terminalTable([])).toMatchInlineSnapshot(`
      "status  claim  by  observed  certified  time  backend

      0 claims"
    `)
  })

  test('colours change nothing but colours', () => {
    const coloured = terminalTable(verdicts, { colour: true })
    expect(coloured).toContain('\u001B[32m✓ proved\u001B[39m')
    expect(stripVTControlCharacters(coloured)).toBe(terminalTable(verdicts))
  })

  test('fits the width for any name, and a name cannot send control codes', () => {
    const name = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 200 }), fc.string({ unit: 'binary', maxLength: 50 }))
    fc.assert(
      fc.property(name, fc.integer({ min: 100, max: 200 }), (claim, columns) => {
        const table = terminalTable([{ ...verdicts[2]!, claim }, verdicts[3]!], { columns })
        for (const line of table.split('\n')) expect(textWidth(line)).toBeLessThanOrEqual(columns)
        expect(table).not.toMatch(/(?!\n)\p{Cc}/u)
      }),
      { numRuns: 60 },
    )
  })
})

test('text of too many lines ends in …', () => {
  expect(wrapText('one two three four', 5, { lines: 2 })).toEqual(['one', 'two…'])
  expect(wrapText('日本語日本語日本語', 5, { lines: 2 })).toEqual(['日本', '語日…'])
  expect(wrapText('abcdefghijklmnop', 5, { indent: ' ', lines: 2 })).toEqual(['abcde', ' fgh…'])
})

test('wrapped text keeps its words in order', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme-ascii' })), fc.integer({ min: 5, max: 40 }), (words, width) => {
      const lines = wrapText(words.join(' '), width, { indent: '  ' })
      expect(lines.join('').replaceAll(' ', '')).toBe(words.join('').replaceAll(' ', ''))
      for (const line of lines) expect(textWidth(line)).toBeLessThanOrEqual(width)
    }),
    { numRuns: 60 },
  )
})

test.each([
  [{ isTTY: true }, {}, true],
  [{ isTTY: false }, {}, false],
  [{}, {}, false],
  [{ isTTY: true }, { NO_COLOR: '1' }, false],
  [{ isTTY: true }, { NO_COLOR: '' }, true],
  [{ isTTY: false }, { FORCE_COLOR: '1' }, true],
  [{ isTTY: true }, { FORCE_COLOR: '0' }, false],
  [{ isTTY: false }, { FORCE_COLOR: '', NO_COLOR: '1' }, true],
  [{ isTTY: true }, { TERM: 'dumb' }, false],
])('colour on %o in %o: %s', (stream, environment, wanted) => {
  expect(wantsColour(stream, environment)).toBe(wanted)
})
