import { expect, test } from 'vitest'
import { someVerdict } from '../../test/report/verdict.ts'
import { formatNotes, formatWarnings } from './formatNotes.ts'
import { terminalTable } from './terminalTable.ts'

const verdict = someVerdict({
  claim: 'the output lies in [0, 1]',
  domains: {},
  status: 'survived',
  by: 'search',
  observed: [0, 1],
  certified: [0, 2],
  cases: 10,
  backend: 'native',
  seconds: 1,
  reason: 'no hit in 10 cases',
})

test('says first what a verdict is about, where that is not the file as it is', () => {
  expect(formatNotes({ ...verdict, about: 'the float32 version', flaky: 1 })).toEqual([
    'about: the float32 version',
    'flaky: 1 hit in a batch is none when computed alone',
  ])
})

test('says how to replay, what is fixed and what was flaky, and nothing where there is nothing to say', () => {
  expect(formatNotes(verdict)).toEqual([])
  expect(
    formatNotes({ ...verdict, replay: 'npx overshoot replay a1f55e4d6b37', fixed: ['a1f55e4d6b37'], flaky: 1 }),
  ).toEqual([
    'replay: npx overshoot replay a1f55e4d6b37',
    'fixed: a1f55e4d6b37 fails no more',
    'flaky: 1 hit in a batch is none when computed alone',
  ])
  expect(formatNotes({ ...verdict, fixed: ['a1f55e4d6b37', 'eceae6c84497'], flaky: 7 })).toEqual([
    'fixed: a1f55e4d6b37, eceae6c84497 fail no more',
    'flaky: 7 hits in a batch are none when computed alone',
  ])
})

test('a warning that comes with every claim stands once below the table', () => {
  const both = [
    { ...verdict, warnings: ['skipped some.json: not JSON', 'the model has changed'] },
    { ...verdict, warnings: ['skipped some.json: not JSON'], flaky: 2 },
  ]
  expect(formatWarnings(both)).toEqual(['warning: skipped some.json: not JSON', 'warning: the model has changed'])
  expect(terminalTable(both)).toMatchInlineSnapshot(`
    "status      claim                      by      observed  certified  time  backend
    ? survived  the output lies in [0, 1]  search  [0, 1]    [0, 2]      1 s  native
        no hit in 10 cases
    ? survived  the output lies in [0, 1]  search  [0, 1]    [0, 2]      1 s  native
        no hit in 10 cases
        flaky: 2 hits in a batch are none when computed alone

    warning: skipped some.json: not JSON
    warning: the model has changed

    2 claims: 2 survived"
  `)
})
