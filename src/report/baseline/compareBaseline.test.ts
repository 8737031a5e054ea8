import { describe, expect, test } from 'vitest'
import type { Verdict } from '../../claim/verdict.ts'
import { defined } from '../../defined.ts'
import { someVerdict } from '../../../test/report/verdict.ts'
import { baselineOf, type PlacedVerdict } from './baseline.ts'
import { compareBaseline, type CompareOptions } from './compareBaseline.ts'

const compare = (
  before: readonly PlacedVerdict[],
  after: readonly PlacedVerdict[],
  options?: Partial<CompareOptions>,
) => compareBaseline(baselineOf(before), after, { growth: 0.01, ...options })

/** What has become of one claim, a line each. */
const changes = (before: Partial<Verdict>, after: Partial<Verdict>, growth = 0.01): string[] =>
  compare([someVerdict(before)], [someVerdict(after)], { growth }).changes.map(
    ({ kind, what, from, to }) => `${kind}: ${what}${from === undefined ? '' : ` ${from}`} → ${to}`,
  )
const kindsOf = (...of: Parameters<typeof changes>): (string | undefined)[] =>
  changes(...of).map((one) => one.split(':')[0])

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
    expect(compare([someVerdict()], []).changes).toMatchObject([
      { claim: someVerdict().claim, kind: 'worse', what: 'claim', from: 'proved', to: 'gone' },
    ])
  })

  test('a new claim that fails', () => {
    const failing = { status: 'refuted', passed: false, reason: 'an input gives 3' } as const
    expect(compare([], [someVerdict(failing)]).changes).toMatchObject([
      { kind: 'worse', what: 'claim', to: 'refuted', why: 'a new claim that fails: an input gives 3' },
    ])
  })

  test('a claim that says something else, of other inputs, or demands something else: whatever its status', () => {
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

  test('a share of cases that is demanded no more', () => {
    const share = { label: 'dplus > 10', share: 0.2, demanded: 0.05, met: true, cases: 1000 }
    const covered = { coverage: [share] }
    expect(changes(covered, {})).toEqual([
      'worse: what is demanded no counterexample, 0.05 of the cases "dplus > 10" → no counterexample',
    ])
    expect(kindsOf(covered, { coverage: [{ ...share, demanded: 0.01 }] })).toEqual(['worse'])
    expect(changes(covered, { coverage: [{ ...share, share: 0.1 }] })).toEqual([])
    expect(changes({}, covered)).toEqual([])
    // What a replay decides counts no cases: nothing is known of shares then.
    expect(changes(covered, { status: 'refuted', by: 'replay' })).toEqual(['worse: status proved → refuted'])
  })

  test('NaN that is ruled out no more, whether it was met or not', () => {
    expect(changes({}, { nan: 'possible' })).toEqual(['worse: NaN impossible → possible'])
    expect(changes({}, { nan: 'observed' })).toEqual(['worse: NaN impossible → observed'])
    expect(changes({ nan: 'possible' }, { nan: 'observed' })).toEqual([])
    expect(changes({ nan: 'observed' }, {})).toEqual(['better: NaN observed → impossible'])
  })

  test('a counterexample that comes back, by its id', () => {
    const example = { inputs: { dplus: [14] }, output: 14, minimal: true, distance: 1, id: 'abc' }
    const back = { status: 'refuted', by: 'replay', failing: ['abc', 'def'], counterexample: example } as const
    const { changes: found } = compare(
      [someVerdict({ fixed: ['def', 'abc'] })],
      [someVerdict({ ...back, failing: [...back.failing] })],
    )
    expect(found.map(({ kind, what, to, why }) => [kind, what, to, why])).toEqual([
      ['worse', 'status', 'refuted', 'bounds say so'],
      ['worse', 'counterexample abc', 'comes back', 'replayed, it gives 14'],
      ['worse', 'counterexample def', 'comes back', 'replayed, it fails again'],
    ])
    expect(changes({}, { fixed: ['abc'] })).toEqual(['better: counterexample abc → fixed'])
    expect(changes({ fixed: ['b', 'a'] }, { fixed: ['a', 'b'] })).toEqual([])
    // A belief known to be false is to have them.
    const known = { expect: 'refuted', status: 'refuted' } as const
    expect(changes({ ...known, fixed: ['abc'] }, { ...known, failing: ['abc'] })).toEqual([])
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
    ['to what is no number', [0, 1], [NaN, NaN], true],
  ] as const)('a certified range that grows %s', (_, from, to, worse) => {
    expect(kindsOf({ certified: [...from] }, { certified: [...to] })).toEqual(worse ? ['worse'] : [])
  })

  test('a range that grows says which end, by how much and how much is allowed', () => {
    const why = (from: [number, number], to: [number, number], growth?: number) =>
      compare(
        [someVerdict({ certified: from })],
        [someVerdict({ certified: to })],
        growth === undefined ? {} : { growth },
      ).changes.map((one) => [one.from, one.to, one.why])
    expect(why([0, 1], [0, 1.5])).toEqual([['[0, 1]', '[0, 1.5]', 'its upper end rises by 0.5; 0.01 is allowed']])
    expect(why([0, 1], [-0.25, 1])).toEqual([['[0, 1]', '[-0.25, 1]', 'its lower end falls by 0.25; 0.01 is allowed']])
    expect(why([0, 2], [-1, 5])[0]![2]).toBe(
      'its lower end falls by 1 and upper end rises by 3; 0.02 is allowed for both together',
    )
    // Two ends never look the same where they are not.
    expect(why([0.1, 1], [0.1, 1.0000000000000002], 0)[0]!.slice(0, 2)).toEqual([
      '[0.1, 1]',
      '[0.1, 1.0000000000000002]',
    ])
  })
})

test('what is better is told, and a claim that is new', () => {
  expect(changes({ certified: [0, 1] }, { certified: [0.2, 0.9] })).toEqual([
    'better: certified range [0, 1] → [0.2, 0.9]',
  ])
  expect(changes({ certified: [0, 1] }, { certified: [0.001, 1] })).toEqual([])
  expect(compare([], [someVerdict()]).changes).toMatchObject([{ kind: 'new', to: 'proved' }])
})

test('a failure on record is tolerated, and said; one that got worse is not', () => {
  const refuted = someVerdict({ status: 'refuted', passed: false })
  const vacuous = someVerdict({ status: 'vacuous', passed: false })
  expect(compare([refuted], [refuted])).toEqual({ changes: [], tolerated: [refuted.claim], notes: [] })
  expect(compare([refuted], [vacuous])).toMatchObject({ changes: [{ kind: 'better' }], tolerated: [refuted.claim] })
  expect(compare([vacuous], [refuted])).toMatchObject({ changes: [{ kind: 'worse' }], tolerated: [] })
  expect(compare([refuted], [{ ...refuted, holds: 'always > 1' }])).toMatchObject({
    changes: [{ kind: 'worse' }],
    tolerated: [],
  })
})

describe('on another backend', () => {
  const native = someVerdict({ backend: 'native', certified: [1, 1 + 2 ** -24] })
  const moved = (by: number) => someVerdict({ backend: 'wasm', certified: [1, 1 + by] })

  test('the last bits of a narrow range are no change; it is said that the backend is another one', () => {
    expect(compare([native], [moved(2 ** -22)], { growth: 0 })).toEqual({
      changes: [],
      tolerated: [],
      notes: ['1 claim recorded on native, decided on wasm'],
    })
    expect(compare([native], [{ ...moved(2 ** -22), backend: 'native' }]).changes).toMatchObject([{ kind: 'worse' }])
  })

  test('more than that is one', () => {
    expect(compare([native], [moved(2 ** -19)]).changes).toMatchObject([{ kind: 'worse', what: 'certified range' }])
  })
})

test('a counterexample that is not replayed is noted: neither fixed nor back', () => {
  expect(compare([someVerdict({ fixed: ['abc'] })], [someVerdict()])).toEqual({
    changes: [],
    tolerated: [],
    notes: ['fixed when recorded, not replayed now: abc'],
  })
})

describe('claims of one name', () => {
  const at = (place: string | undefined, more: Partial<Verdict> = {}): PlacedVerdict => ({
    ...someVerdict({ claim: 'stays low', ...more }),
    ...defined({ place }),
  })
  const low: Partial<Verdict> = { certified: [0, 1] }
  const high: Partial<Verdict> = { certified: [0, 9] }
  const told = (...of: Parameters<typeof compare>) =>
    compare(...of).changes.map(({ kind, place, what }) => `${kind}: ${what} in ${place}`)

  test('are told apart by their places, in any order', () => {
    expect(told([at('a', low), at('b', high)], [at('b', high), at('a', low)])).toEqual([])
    expect(told([at('a', low), at('b', high)], [at('b', low), at('a', high)])).toEqual([
      'worse: certified range in a',
      'better: certified range in b',
    ])
  })

  test('are an error where nothing does', () => {
    const twice = [at('a', low), at('a', high)]
    const ambiguous = expect.objectContaining({
      code: 'BASELINE_AMBIGUOUS',
      message: 'baseline: expected claims that names tell apart, received "stays low" twice in a',
    })
    expect(() => baselineOf(twice)).toThrow(ambiguous)
    expect(() => compare([], twice)).toThrow(ambiguous)
    expect(() => baselineOf([at(undefined), at(undefined)])).toThrow('received "stays low" twice')
  })

  test('are not compared where it cannot be told which is which', () => {
    expect(told([at(undefined, low)], [at('a', low), at('b', low)])).toEqual([
      'worse: claim in undefined',
      'new: claim in a',
      'new: claim in b',
    ])
    expect(told([at('a', low), at('b', low)], [at('a', low), at('c', low)])).toEqual([
      'worse: claim in b',
      'new: claim in c',
    ])
  })

  test('one that moved is known by its name alone, but not where other claims may just not have run', () => {
    expect(told([at('a', low)], [at('b', high)])).toEqual(['worse: certified range in b'])
    expect(told([at('a', low)], [at('b', high)], { complete: false })).toEqual(['new: claim in b'])
    // A command line has no places.
    expect(told([at(undefined, low)], [at('b', high)], { complete: false })).toEqual(['worse: certified range in b'])
    expect(told([at('a', low)], [at(undefined, high)])).toEqual(['worse: certified range in undefined'])
  })
})

test('of a run that was not complete nothing disappears', () => {
  const other = someVerdict({ claim: 'another' })
  expect(compare([someVerdict(), other], [other], { complete: false })).toEqual({
    changes: [],
    tolerated: [],
    notes: ['1 of 2 claims on record did not run'],
  })
  expect(compare([other], [], { whyGone: ({ claim }) => `${claim} was skipped` }).changes).toMatchObject([
    { why: 'another was skipped' },
  ])
})
