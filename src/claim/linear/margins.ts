/**
 * One comparison of a linear form of a row's output numbers with a bound, as
 * `sum of coefficients[i] * y[outputs[i]] - bound >= 0`, or `> 0` where the set says so. No coefficient is 0.
 */
export interface Comparison {
  /** Places of numbers in the row, rising. */
  readonly outputs: readonly number[]
  readonly coefficients: readonly number[]
  readonly bound: number
  /** Does 0 count as the least number above it? So where a comparison that holds at 0 is among others that do not. */
  readonly lifted: boolean
}

/** Comparisons of which one has to hold. */
export type Clause = readonly Comparison[]

/** What a linear set says of rows of `width` numbers: every clause holds. */
export interface Margins {
  readonly width: number
  readonly clauses: readonly Clause[]
}
