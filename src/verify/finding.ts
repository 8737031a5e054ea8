import type { DecidedBy, Example, Status } from '../claim/verdict.ts'
import type { CompleteOptions } from './options.ts'
import { OvershootError } from '../errors.ts'
import type { Claim } from '../claim/claim.ts'
import type { Certified } from '../proof/certify.ts'
import type { Observed } from '../search/observed.ts'

/** What a way of deciding starts from. */
export interface Case {
  readonly claim: Claim
  readonly certified: Certified
  /** Takes in every output that is computed on the way. */
  readonly observed: Observed
  readonly options: CompleteOptions
}

/** What a way of deciding came to. */
export interface Finding {
  readonly status: Status
  readonly by: DecidedBy
  /** One sentence: why. */
  readonly reason: string
  readonly counterexample?: Example
  readonly witness?: Example
  readonly parts?: Record<string, number> | undefined
  readonly cases: number
  readonly flaky: number
}

/** What to throw when an output contradicts a bound: the program is wrong, and no verdict is given. */
export function unsound(what: string): OvershootError {
  return new OvershootError('INTERNAL', `unsound bounds: ${what}. Please report this`)
}
