import type { Verdict } from '../claim/verdict.ts'

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
