import type { DecidedBy, Example, Shrinking, Status, Stopped } from '../claim/verdict.ts'
import { defined } from '../defined.ts'
import type { CompleteOptions, VerifyProgress } from './options.ts'
import { OvershootError } from '../errors.ts'
import type { Claim } from '../claim/claim.ts'
import type { Coverage } from '../claim/cover.ts'
import type { CertifiedBounds } from '../proof/certify.ts'
import type { Evidence } from '../proof/prove.ts'
import type { ProofSubject } from '../proof/subject.ts'
import type { Counted } from '../search/countCoverage.ts'
import type { StoredCounterexample } from '../search/corpus/storedCounterexample.ts'
import { type Observed, observedRange } from '../search/observed.ts'

/** What computing cases takes. */
export interface Look {
  readonly claim: Claim
  /** Takes in every output that is computed on the way. */
  readonly observed: Observed
  /** Takes in the labels of every random case. */
  readonly counted: Counted
  readonly options: CompleteOptions
}

/** What a way of deciding starts from: cases and bounds. */
export interface Case extends Look {
  /**
   * What proofs speak of; undefined for a model that they cannot, with inputs of variable shape, or that is too large
   * for the time.
   */
  readonly proof: ProofSubject | undefined
  /** What is certain from the start. */
  readonly certified: CertifiedBounds
  /** Was there too little time to find out all that is? */
  readonly isCutShort: boolean
}

/** What a way of deciding came to. */
export interface Decision {
  readonly status: Status
  readonly by: DecidedBy
  /** One sentence: why. */
  readonly reason: string
  readonly counterexample?: Example
  readonly witness?: Example
  readonly parts?: Record<string, number> | undefined
  /** What is certain after all that was tried, where that is more than at the start. */
  readonly certified?: CertifiedBounds
  /** What shows it, where bounds do. */
  readonly evidence?: Evidence
  /** The number of an input along which the output grows without limit, where that is what a witness shows. */
  readonly ray?: {
    readonly input: number
    readonly element: number
    readonly sign: 1 | -1
    /** Where growth shows best. */
    readonly at: number
  }
  /** The stored counterexample that refutes, where one does. */
  readonly stored?: StoredCounterexample
  /** How the counterexample was shrunk, where it was. */
  readonly shrunk?: Shrinking | undefined
  /** What a corpus has of the counterexample as it was found, by its id. */
  readonly unshrunk?: string | undefined
  /** What could not be tried. */
  readonly warnings?: readonly string[]
  readonly cases: number
  readonly flaky: number
  readonly coverage?: Coverage[]
  /** What ended the work before its end. */
  readonly stopped?: Stopped | undefined
}

/** Tells how far the work on a claim is; `regions` on the way to a proof. */
export function tellProgress(
  { claim, observed, options }: Look,
  phase: VerifyProgress['phase'],
  cases: number,
  regions?: number,
): void {
  options.onProgress({
    claim: claim.name,
    phase,
    cases,
    ...defined({ regions }),
    observed: observedRange(observed),
  })
}

/** What to throw when an output contradicts a bound: the program is wrong, and no verdict is given. */
export function unsound(what: string): OvershootError {
  return new OvershootError('INTERNAL', `unsound bounds: ${what}. Please report this`)
}

/** The whole domain bounded at once. */
export const atOnce: Evidence = { kind: 'bounds', tree: { kind: 'leaf', slopes: [] } }
