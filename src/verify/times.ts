/** When each stretch of the way ends at the latest, on the clock of `performance.now()`. */
export interface Times {
  /** Bounding the whole domain at once. */
  readonly bounds: number
  /**
   * Drawing random cases, and climbing from the best: a search that finds nothing soon leaves most of the time to the
   * proof.
   */
  readonly draw: number
  readonly climb: number
  /** A first look at a proof, between drawing and climbing. */
  readonly glance: number
  /** Branch and bound: checking what it finds takes time, too. */
  readonly prove: number
  /** All new work; a check of a proof, and making a counterexample simple, may go on for a moment. */
  readonly end: number
  readonly check: number
  readonly shrink: number
}

/** Of a budget, how much has passed when each stretch ends. */
const SHARES = { bounds: 0.25, draw: 0.35, glance: 0.5, climb: 0.6, prove: 0.85 }

/** Milliseconds past the end, and a share of the budget, that what is as good as found may take. */
const GRACE = { share: 0.05, most: 500 }

/** Shares out a budget that begins now. */
export function timesFor(seconds: number): Times {
  const started = performance.now()
  const after = (share: number): number => started + share * seconds * 1000
  const end = after(1)
  return {
    bounds: after(SHARES.bounds),
    draw: after(SHARES.draw),
    glance: after(SHARES.glance),
    climb: after(SHARES.climb),
    prove: after(SHARES.prove),
    end,
    check: after(1 + GRACE.share) + GRACE.most,
    shrink: end + GRACE.most,
  }
}
