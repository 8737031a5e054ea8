import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Verdict } from '../../claim/verdict.ts'
import { baselineOf } from './baseline.ts'
import { readBaseline, writeBaseline } from './baselineFile.ts'
import { compareBaseline } from './compareBaseline.ts'
import { formatChanges } from './formatChanges.ts'

const verdict = (more: Partial<Verdict> = {}): Verdict => ({
  claim: 'deep in [0, 1]',
  holds: 'always in [0, 1]',
  claimed: [0, 1],
  domains: { dplus: { description: '-25..20', shape: [1] } },
  status: 'proved',
  by: 'bounds',
  observed: [0.25, 0.5],
  certified: [0, 1],
  nan: 'impossible',
  cases: 1000,
  flaky: 0,
  seed: 0,
  backend: 'cpu',
  seconds: 0.1,
  passed: true,
  reason: 'bounds say so',
  ...more,
})

const changes = (before: Partial<Verdict>, after: Partial<Verdict>, growth = 0.01) =>
  compareBaseline(baselineOf([verdict(before)]), [verdict(after)], { growth }).map(
    ({ kind, what, from, to }) => `${kind}: ${what}${from === undefined ? '' : ` ${from}`} → ${to}`,
  )

describe('each way of getting worse', () => {
  const statuses = ['proved', 'survived', 'vacuous', 'refuted'] as const

  test.each(statuses.flatMap((from, i) => statuses.slice(i + 1).map((to) => [from, to] as const)))(
    'a status that tells less: %s, then %s',
    (from, to) => {
      expect(changes({ status: from }, { status: to })).toEqual([`worse: status ${from} → ${to}`])
      expect(changes({ status: to }, { status: from })).toEqual([`better: status ${to} → ${from}`])
    },
  )

  test('of a belief known to be false, one that is refuted no more', () => {
    const known = { expect: 'refuted' } as const
    for (const status of ['proved', 'survived', 'vacuous'] as const) {
      expect(changes({ ...known, status: 'refuted' }, { ...known, status })).toEqual([
        `worse: status refuted → ${status}`,
      ])
      expect(changes({ ...known, status }, { ...known, status: 'refuted' })).toEqual([
        `better: status ${status} → refuted`,
      ])
    }
  })

  test('a claim that disappears', () => {
    expect(compareBaseline(baselineOf([verdict()]), [], { growth: 0 })).toMatchObject([
      { claim: 'deep in [0, 1]', kind: 'worse', what: 'claim', from: 'proved' },
    ])
  })

  test('a claim that says something else, of other inputs, or demands less: whatever its status', () => {
    const weaker = { holds: 'always in [0, 2]', status: 'proved' } as const
    expect(changes({ status: 'survived' }, weaker)).toEqual([
      'worse: what is claimed always in [0, 1] → always in [0, 2]',
    ])
    expect(changes({}, { domains: { dplus: { description: '-1..1', shape: [1] } } })).toEqual([
      'worse: domains dplus -25..20 → dplus -1..1',
    ])
    expect(changes({ demand: 'proof' }, {})).toEqual(['worse: what is demanded a proof → no counterexample'])
    expect(changes({}, { expect: 'refuted' })).toEqual(['worse: what is demanded no counterexample → to be refuted'])
  })

  test('NaN that is ruled out no more', () => {
    expect(changes({}, { nan: 'possible' })).toEqual(['worse: NaN impossible → possible'])
    expect(changes({ nan: 'possible' }, { nan: 'observed' })).toEqual(['worse: NaN possible → observed'])
    expect(changes({ nan: 'observed' }, {})).toEqual(['better: NaN observed → impossible'])
  })

  test('a counterexample that comes back, and one whose file is gone', () => {
    expect(changes({ fixed: ['abc'] }, { status: 'refuted', by: 'replay' })).toEqual([
      'worse: status proved → refuted',
      'worse: counterexample abc fixed → not fixed',
    ])
    expect(changes({ fixed: ['abc'] }, {})).toEqual(['worse: counterexample abc fixed → not fixed'])
    expect(changes({}, { fixed: ['abc'] })).toEqual(['better: counterexample abc → fixed'])
    expect(changes({ fixed: ['b', 'a'] }, { fixed: ['a', 'b'] })).toEqual([])
  })

  test.each([
    ['by more than the share', [0, 1], [-0.006, 1.006], true],
    ['by less', [0, 1], [-0.004, 1.005], false],
    ['to one side, however much it shrinks on the other', [0, 1], [0.5, 1.1], true],
    ['to no end', [0, 1], [0, Infinity], true],
    ['where one end is open', [-Infinity, 10], [-Infinity, 10.2], true],
    ['where one end is open, by less', [-Infinity, 10], [-Infinity, 10.05], false],
    ['from a point', [2, 2], [2, 2.1], true],
    ['from zero', [0, 0], [0, 1e-45], true],
    ['not at all, without ends', [-Infinity, Infinity], [-Infinity, Infinity], false],
  ] as const)('a certified range that grows %s', (_, from, to, worse) => {
    const found = changes({ certified: [...from] }, { certified: [...to] })
    expect(found.map((one) => one.split(':')[0])).toEqual(worse ? ['worse'] : [])
  })
})

test('what is better is told, and a claim that is new', () => {
  expect(changes({ certified: [0, 1] }, { certified: [0.2, 0.9] })).toEqual([
    'better: certified range [0, 1] → [0.2, 0.9]',
  ])
  expect(changes({ certified: [0, 1] }, { certified: [0.001, 1] })).toEqual([])
  expect(compareBaseline([], [verdict()], { growth: 0 })).toMatchObject([{ kind: 'new', to: 'proved' }])
})

const number = fc.double({ noNaN: true })
const range = fc.tuple(number, number).map(([a, b]): [number, number] => (a <= b ? [a, b] : [b, a]))
const anyVerdict = fc
  .record({
    status: fc.constantFrom('proved', 'refuted', 'survived', 'vacuous'),
    certified: range,
    nan: fc.constantFrom('impossible', 'possible', 'observed'),
    fixed: fc.uniqueArray(fc.constantFrom('a', 'b', 'c')),
    holds: fc.constantFrom('unbounded', 'always < 1'),
  })
  .map((more) => verdict(more as Partial<Verdict>))

test('against itself nothing has changed, and growth forgives no more than it says', () => {
  fc.assert(
    fc.property(anyVerdict, anyVerdict, fc.double({ min: 0, max: 1, noNaN: true }), (one, other, growth) => {
      expect(compareBaseline(baselineOf([one]), [one], { growth })).toEqual([])
      const strict = compareBaseline(baselineOf([one]), [other], { growth: 0 }).filter(({ kind }) => kind === 'worse')
      const lenient = compareBaseline(baselineOf([one]), [other], { growth }).filter(({ kind }) => kind === 'worse')
      expect(strict.length).toBeGreaterThanOrEqual(lenient.length)
    }),
    { numRuns: 500 },
  )
})

test('the text says what changed, from what to what, and why, worse first', () => {
  const before = baselineOf([verdict(), verdict({ claim: 'wide', status: 'survived' })])
  const after = [verdict({ certified: [-1, 1] }), verdict({ claim: 'wide' }), verdict({ claim: 'new\u001b[2J' })]
  expect(formatChanges(compareBaseline(before, after, { growth: 0.01 }))).toMatchInlineSnapshot(`
    "1 worse than the baseline
    ✗ deep in [0, 1]: certified range [0, 1] → [-1, 1] (it reaches 1 past the recorded one, and 0.01 is
        allowed)
    1 better than the baseline (--update-baseline records it)
    ✓ wide: status survived → proved (bounds say so)
    1 not in the baseline yet (--update-baseline records it)
    + new [2J: claim proved (bounds say so)"
  `)
  expect(formatChanges([])).toBe('baseline: nothing has changed')
})

describe('as a file', () => {
  let folder: string
  beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'overshoot-baseline-'))))
  afterAll(() => rm(folder, { recursive: true }))

  test('comes back as it was, infinities included', async () => {
    const path = join(folder, 'baseline.json')
    await fc.assert(
      fc.asyncProperty(anyVerdict, async (one) => {
        await writeBaseline(path, baselineOf([one]))
        expect(await readBaseline(path)).toEqual(baselineOf([one]))
      }),
      { numRuns: 50 },
    )
  })

  test('none is none; anything else is an error that names the file', async () => {
    expect(await readBaseline(join(folder, 'none.json'))).toBeUndefined()
    const path = join(folder, 'broken.json')
    const one = { ...JSON.parse(JSON.stringify(baselineOf([verdict()])[0])) }
    for (const text of [
      '',
      '{',
      '[]',
      '{"format": 2, "claims": []}',
      JSON.stringify({ format: 1, claims: [{ ...one, status: 'fine' }] }),
      JSON.stringify({ format: 1, claims: [one, one] }),
      JSON.stringify({ format: 1, claims: [one], more: 1 }),
    ]) {
      await writeFile(path, text)
      await expect(readBaseline(path)).rejects.toMatchObject({
        code: 'FILE_UNREADABLE',
        message: expect.stringContaining('broken.json: '),
      })
    }
    await expect(readBaseline(folder)).rejects.toMatchObject({ code: 'FILE_UNREADABLE' })
  })

  test('that cannot be written leaves what was there', async () => {
    const path = join(folder, 'baseline.json')
    await writeBaseline(path, baselineOf([verdict()]))
    const text = await readFile(path, 'utf8')
    await expect(writeBaseline(join(folder, 'no', 'baseline.json'), [])).rejects.toMatchObject({
      code: 'FILE_UNWRITABLE',
    })
    expect(await readFile(path, 'utf8')).toBe(text)
  })
})
