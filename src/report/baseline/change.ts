/** One difference between what is on record and what a run found. */
export interface Change {
  readonly claim: string
  /** Where it is stated, if names alone do not tell claims apart. */
  readonly place?: string
  /**
   * `worse` fails a run: a regression, or a new claim that fails. `better` and `new` are for `--update-baseline` to
   * take over.
   */
  readonly kind: 'worse' | 'better' | 'new'
  /** What changed: `status`, `certified range`, … */
  readonly what: string
  readonly from?: string
  readonly to?: string
  /** One sentence, from the verdict where it has one. */
  readonly why: string
}

/** What came of a baseline in a run: what stands as `baseline` beside the verdicts. */
export interface BaselineReport {
  /** The file, as it was given. */
  readonly file: string
  /** `recorded`: there was none before. `updated`: it holds what this run found, the changes included. */
  readonly outcome: 'compared' | 'recorded' | 'updated'
  /** Worse ones first, then by claim. */
  readonly changes: readonly Change[]
  /** Claims that fail as they did when they were recorded. */
  readonly tolerated: readonly string[]
  /** What else is to be known: what was not compared, and why; that another backend decided. */
  readonly notes: readonly string[]
}

/** What has changed since a baseline was recorded. */
export type Comparison = Pick<BaselineReport, 'changes' | 'tolerated' | 'notes'>
