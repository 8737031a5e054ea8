import type { Verdict } from '../../../src/claim/verdict.ts'
import { someVerdict } from '../verdict.ts'

/** A proved verdict about one number, with what a test says of it. */
export function verdictOf(of: Partial<Verdict>): Verdict {
  const { claimed: _claimed, ...some } = someVerdict({
    claim: 'the output stays in [0, 1]',
    domains: { x: { description: '0..1', shape: [1] } },
    certified: [0.2, 0.6],
    cases: 1,
    seconds: 0.012,
    reason: 'bounds lie in [0, 1]',
  })
  return { ...some, ...of }
}
