import { expect, test } from 'vitest'
import { explainVerdict } from './explainVerdict.ts'
import type { Verdict } from './verdict.ts'

const plain: Verdict = {
  claim: 'the output lies in [0, 1]',
  holds: 'always in [0, 1]',
  domains: {},
  status: 'survived',
  by: 'search',
  observed: [0.25, 0.5],
  certified: [-1, 2],
  nan: 'impossible',
  cases: 1,
  flaky: 0,
  seed: 7,
  backend: 'wasm',
  seconds: 1.23456,
  passed: true,
  reason: 'No counterexample.',
}

const example = { inputs: { d: [3], s: [1, 2] }, output: 1.5, minimal: true, distance: 2, id: '0123456789ab' }

test('what is not there is not spoken of', () => {
  expect(explainVerdict(plain)).toBe(
    [
      'the output lies in [0, 1]: survived (by search)',
      '  No counterexample.',
      '  observed  [0.25, 0.5] in 1 case',
      '  certified [-1, 2]',
      '  backend wasm, seed 7, 1.235 s',
    ].join('\n'),
  )
})

test('what is there is, a line each', () => {
  const verdict: Verdict = {
    ...plain,
    status: 'refuted',
    by: 'bounds',
    passed: false,
    counterexample: example,
    parts: { wide: 1, deep: 0.5 },
    replay: 'overshoot replay 0123456789ab',
    fixed: ['aa', 'bb'],
    coverage: [
      { label: 'large', share: 0.5, demanded: 0, met: true, cases: 10 },
      { label: 'small', share: 0.25, demanded: 0.125, met: true, cases: 10 },
      { label: 'none', share: 0, demanded: 0.5, met: false, cases: 10 },
    ],
    nan: 'possible',
    certificate: 'proof.json',
    restsOn: ['the error of exp'],
    warnings: ['one', 'two'],
    stopped: 'regions',
    cases: 10,
    flaky: 3,
  }
  expect(explainVerdict(verdict)).toBe(
    [
      'the output lies in [0, 1]: refuted (by bounds)',
      '  No counterexample.',
      '  counterexample 0123456789ab (minimal; 2 away from the simplest input):',
      '    d = 3',
      '    s = [1, 2]',
      '    to paste: { d: [3], s: [1, 2] }',
      '    output = 1.5 (wide 1, deep 0.5)',
      '  replay    overshoot replay 0123456789ab',
      '  fixed     counterexample aa fails no more',
      '  fixed     counterexample bb fails no more',
      '  observed  [0.25, 0.5] in 10 cases, 3 flaky',
      '  covered   "large" in 0.5 of 10 random cases',
      '  covered   "small" in 0.25 of 10 random cases, at least 0.125 demanded',
      '  covered   "none" in 0 of 10 random cases, at least 0.5 demanded: not reached',
      '  certified [-1, 2], or NaN',
      '  proof     proof.json',
      '  rests on  the error of exp',
      '  stopped   when all regions had been bounded that were to be: more regions may decide it',
      '  backend wasm, seed 7, 1.235 s',
      '  warning: one',
      '  warning: two',
    ].join('\n'),
  )
})

test('a witness has no id to replay, and says when it was not shrunk to the end', () => {
  const text = explainVerdict({ ...plain, status: 'proved', by: 'witness', witness: { ...example, minimal: false } })
  expect(text.split('\n').slice(2, 7)).toEqual([
    '  witness (not shrunk to the end; 2 away from the simplest input):',
    '    d = 3',
    '    s = [1, 2]',
    '    to paste: { d: [3], s: [1, 2] }',
    '    output = 1.5',
  ])
})

test('measured errors are named where a proof rests on them: bounds and sequences decided', () => {
  const decided = (['bounds', 'sequences', 'search', 'exhaustion', 'witness'] as const).map((by) =>
    explainVerdict({ ...plain, by, restsOn: ['the error of exp'] }).includes('rests on'),
  )
  expect(decided).toEqual([true, true, false, false, false])
})

test('why it does not pass', () => {
  const first = (more: Partial<Verdict>): string => explainVerdict({ ...plain, passed: false, ...more }).split('\n')[0]!
  expect(first({ expect: 'refuted' })).toContain('(by search, expected to be refuted)')
  expect(first({ demand: 'proof' })).toContain('(by search, a proof is demanded)')
  expect(first({ demand: 'proof', status: 'refuted' })).toContain('refuted (by search)')
  expect(first({ status: 'vacuous' })).toContain('(by search, a demanded share of cases was not reached)')
})
