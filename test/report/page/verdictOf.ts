import type { Verdict } from '../../../src/claim/verdict.ts'

/** A proved verdict about one number, with what a test says of it. */
export function verdictOf(of: Partial<Verdict>): Verdict {
  return {
    claim: 'the output stays in [0, 1]',
    holds: 'always in [0, 1]',
    domains: { x: { description: '0..1', shape: [1] } },
    status: 'proved',
    by: 'bounds',
    observed: [0.25, 0.5],
    certified: [0.2, 0.6],
    nan: 'impossible',
    cases: 1,
    flaky: 0,
    seed: 0,
    backend: 'cpu',
    seconds: 0.012,
    passed: true,
    reason: 'bounds lie in [0, 1]',
    ...of,
  }
}
