/** A claim that came to no verdict: an error ended its work. */
export interface Undecided {
  /** Name of the claim. */
  readonly claim: string
  /** The stable name of the error. */
  readonly code: string
  /** What went wrong, for people. */
  readonly message: string
}
