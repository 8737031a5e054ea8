import fc from 'fast-check'
import type { Example, Shrinking, Verdict } from '../../src/claim/verdict.ts'

/** A verdict that passes, for tests to change. */
export function someVerdict(more: Partial<Verdict> = {}): Verdict {
  return {
    claim: 'the deep output lies in [0, 1]',
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
    seconds: 0.25,
    passed: true,
    reason: 'bounds say so',
    ...more,
  }
}

/** One that fails. */
export function refutedVerdict(more: Partial<Verdict> = {}): Verdict {
  const counterexample = { inputs: { dplus: [3] }, output: 3, minimal: true, distance: 1, id: 'a1f55e4d6b37' }
  return someVerdict({
    claim: 'the sum lies in [0, 1]',
    status: 'refuted',
    by: 'search',
    observed: [-5, 5],
    certified: [-5, 5],
    counterexample,
    passed: false,
    reason: 'an input gives 3',
    ...more,
  })
}

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
const anyRecord: fc.Arbitrary<Verdict> = fc.record(
  {
    claim: name,
    holds: name,
    claimed: range,
    about: name,
    domains: fc.dictionary(key, domain, { maxKeys: 3, noNullPrototype: true }),
    status: fc.constantFrom('proved', 'refuted', 'survived', 'vacuous'),
    by: fc.constantFrom('replay', 'search', 'gradient', 'bounds', 'exhaustion', 'sequences', 'witness'),
    observed: range,
    certified: range,
    nan: fc.constantFrom('impossible', 'possible', 'observed'),
    restsOn: fc.array(name, { maxLength: 2 }),
    certificate: name,
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
    failing: fc.array(name, { maxLength: 2 }),
    warnings: fc.array(name, { maxLength: 2 }),
    stopped: fc.constantFrom('time' as const, 'cases' as const, 'regions' as const, 'signal' as const),
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

/**
 * Verdicts with all that they may hold, numbers and names as odd as can be; no counterexample is both fixed and
 * failing.
 */
export const anyVerdict: fc.Arbitrary<Verdict> = anyRecord.filter(
  ({ fixed = [], failing = [] }) => !fixed.some((id) => failing.includes(id)),
)
