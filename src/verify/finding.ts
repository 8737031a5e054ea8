import type { DecidedBy, Example, Status } from '../claim/verdict.ts'
import type { CompleteOptions } from './options.ts'
import { OvershootError } from '../errors.ts'
import type { Claim } from '../claim/claim.ts'
import type { Coverage } from '../claim/cover.ts'
import type { Certified } from '../proof/certify.ts'
import type { Counted } from '../search/countCoverage.ts'
import type { StoredCounterexample } from '../search/corpus/storedCounterexample.ts'
import type { Observed } from '../search/observed.ts'
import type { ShrinkResult } from '../search/shrink/shrink.ts'

/** What a way of deciding starts from. */
export interface Case {
  readonly claim: Claim
  readonly certified: Certified
  /** Takes in every output that is computed on the way. */
  readonly observed: Observed
  /** Takes in the labels of every random case. */
  readonly counted: Counted
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
  /** The stored counterexample that refutes, where one does. */
  readonly stored?: StoredCounterexample
  /** How the counterexample was shrunk, where it was. */
  readonly shrunk?: Pick<ShrinkResult, 'path' | 'matters'> | undefined
  /** What could not be tried. */
  readonly warnings?: readonly string[]
  readonly cases: number
  readonly flaky: number
  readonly coverage?: Coverage[]
}

/** What to throw when an output contradicts a bound: the program is wrong, and no verdict is given. */
export function unsound(what: string): OvershootError {
  return new OvershootError('INTERNAL', `unsound bounds: ${what}. Please report this`)
}
