import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Example, Shrinking, Verdict } from '../claim/verdict.ts'
import { fromJson, fromPlain, toJson, toPlain } from './json.ts'

const number = fc.oneof(fc.double(), fc.constantFrom(-0, Number.NaN, Infinity, -Infinity))
const range = fc.tuple(number, number)
const name = fc.oneof(fc.string(), fc.constantFrom('NaN', '-0', 'Infinity', '__proto__', 'a "quoted" [name]\n'))
const key = fc.string().filter((text) => text !== '__proto__')
const example: fc.Arbitrary<Example> = fc.record(
  {
    inputs: fc.dictionary(key, fc.array(number, { maxLength: 5 }), { maxKeys: 3, noNullPrototype: true }),
    output: number,
    minimal: fc.boolean(),
    distance: fc.nat(),
    id: name,
  },
  { noNullPrototype: true },
)
const shrinking: fc.Arbitrary<Shrinking> = fc.record(
  {
    path: fc.array(fc.record({ distance: fc.nat(), output: number }, { noNullPrototype: true }), { maxLength: 3 }),
    matters: fc.array(
      fc.record(
        { input: name, index: fc.nat(), value: number, simplest: number, without: number },
        { noNullPrototype: true },
      ),
      { maxLength: 3 },
    ),
  },
  { noNullPrototype: true },
)
const domain = fc.record({ description: name, shape: fc.array(fc.nat(), { maxLength: 3 }) }, { noNullPrototype: true })
const fraction = fc.double({ min: 0, max: 1, noNaN: true }).filter((share) => !Object.is(share, -0))
const verdict: fc.Arbitrary<Verdict> = fc.record(
  {
    claim: name,
    holds: name,
    claimed: range,
    domains: fc.dictionary(key, domain, { maxKeys: 3, noNullPrototype: true }),
    status: fc.constantFrom('proved', 'refuted', 'survived', 'vacuous'),
    by: fc.constantFrom('replay', 'search', 'gradient', 'bounds', 'exhaustion', 'sequences', 'witness'),
    observed: range,
    certified: range,
    nan: fc.constantFrom('impossible', 'possible', 'observed'),
    counterexample: example,
    witness: example,
    shrinking,
    parts: fc.dictionary(key, number, { maxKeys: 3, noNullPrototype: true }),
    coverage: fc.array(
      fc.record(
        { label: name, share: fraction, demanded: fraction, met: fc.boolean(), cases: fc.nat() },
        { noNullPrototype: true },
      ),
      { maxLength: 3 },
    ),
    replay: name,
    fixed: fc.array(name, { maxLength: 2 }),
    warnings: fc.array(name, { maxLength: 2 }),
    cases: fc.nat(),
    flaky: fc.nat(),
    seed: fc.integer(),
    backend: fc.constantFrom('native', 'wasm', 'cpu'),
    seconds: fc.double({ min: 0, noNaN: true }),
    passed: fc.boolean(),
    expect: fc.constant('refuted'),
    demand: fc.constant('proof'),
    reason: name,
  },
  {
    noNullPrototype: true,
    requiredKeys: [
      'claim',
      'holds',
      'domains',
      'status',
      'by',
      'observed',
      'certified',
      'nan',
      'cases',
      'flaky',
      'seed',
      'backend',
      'seconds',
      'passed',
      'reason',
    ],
  },
)

test('verdicts come back from JSON with every bit', () => {
  fc.assert(
    fc.property(fc.array(verdict, { maxLength: 3 }), (verdicts) => {
      expect(fromJson(toJson({ verdicts }))).toStrictEqual({ verdicts })
    }),
    { numRuns: 300 },
  )
})

test('a verdict crosses a plain JSON writer as data', () => {
  fc.assert(
    fc.property(verdict, (one) => {
      expect(fromPlain(JSON.parse(JSON.stringify(toPlain(one))))).toStrictEqual(one)
    }),
    { numRuns: 100 },
  )
  expect(fromPlain({ claim: 'something else' })).toBeUndefined()
})

test.each([
  ['{', 'data.json: not JSON'],
  ['[]', 'data.json: not a file of verdicts: at the top'],
  ['{"verdicts":[{"claim":1}]}', 'data.json: not a file of verdicts: verdicts.0.claim'],
])('%s is refused', (text, message) => {
  expect(() => fromJson(text, 'data.json')).toThrow(
    expect.objectContaining({ code: 'FILE_UNREADABLE', message: expect.stringContaining(message) }),
  )
})
