import { expect, test } from 'vitest'
import { refutedVerdict, someVerdict } from '../../../test/report/verdict.ts'
import { baselineOf } from './baseline.ts'
import type { BaselineReport } from './change.ts'
import { compareBaseline } from './compareBaseline.ts'
import { formatBaseline } from './formatBaseline.ts'

const before = [someVerdict(), someVerdict({ claim: 'wide', status: 'survived' }), refutedVerdict()]
const after = [
  someVerdict({ certified: [-1, 1], backend: 'wasm' }),
  someVerdict({ claim: 'wide' }),
  someVerdict({ claim: 'new\u001b[2J' }),
  refutedVerdict(),
]
const report: BaselineReport = {
  file: 'fixtures/baseline.json',
  outcome: 'compared',
  ...compareBaseline(baselineOf(before), after, { growth: 0.01 }),
}
const nothing = { file: 'a.json', changes: [], tolerated: [], notes: [] } as const

test('the text says what changed, from what to what, and why, worse first', () => {
  expect(formatBaseline(report, { howToUpdate: '--update-baseline' })).toMatchInlineSnapshot(`
    "baseline fixtures/baseline.json: 1 worse, 1 better, 1 new
    ✗ the deep output lies in [0, 1]: certified range [0, 1] → [-1, 1] (its lower end falls by 1; 0.01
        is allowed)
    ✓ wide: status survived → proved (bounds say so)
    + new [2J: claim proved (bounds say so)
      fails, as it did when it was recorded: the sum lies in [0, 1]
      1 claim recorded on cpu, decided on wasm
      --update-baseline records what is better and what is new"
  `)
})

test('says in one line that nothing has changed, that a baseline was recorded or updated', () => {
  expect(formatBaseline({ ...nothing, outcome: 'compared' })).toBe('baseline a.json: nothing has changed')
  expect(formatBaseline({ ...nothing, outcome: 'recorded' })).toBe('baseline a.json: recorded: there was none before')
  expect(formatBaseline({ ...nothing, outcome: 'updated' })).toBe('baseline a.json: updated: nothing has changed')
  const [title] = formatBaseline({ ...report, outcome: 'updated' }, { howToUpdate: 'no more' }).split('\n')
  expect(title).toBe('baseline fixtures/baseline.json: updated: 1 worse, 1 better, 1 new')
  expect(formatBaseline({ ...report, outcome: 'updated' }, { howToUpdate: 'no more' })).not.toContain('no more')
})

test('fits its columns and is coloured by what is worse', () => {
  const lines = formatBaseline(report, { columns: 60 }).split('\n')
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(60)
  expect(formatBaseline(report, { colour: true })).toContain('\u001B[31m✗ the deep output')
})
