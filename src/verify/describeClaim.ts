import type { Claim } from '../claim/claim.ts'
import { describeQuantifier } from '../claim/quantifier.ts'
import type { Verdict } from '../claim/verdict.ts'
import { defined } from '../defined.ts'
import { roundedIn } from '../network/onnx/roundedIn.ts'

/** What a claim says, as its verdict repeats it. */
export function describeClaim({
  holds,
  inputs,
  model,
}: Claim): Pick<Verdict, 'holds' | 'claimed' | 'margin' | 'about' | 'domains'> {
  const about = roundedIn(model)
  const domains = inputs.map(({ name, domain, shape }) => [name, { description: domain.description, shape }] as const)
  return {
    holds: describeQuantifier(holds),
    ...(holds.kind !== 'unbounded' && { claimed: [holds.set.lo, holds.set.hi] }),
    ...(holds.kind !== 'unbounded' && holds.set.margins && { margin: true }),
    ...defined({ about }),
    domains: Object.fromEntries(domains),
  }
}
