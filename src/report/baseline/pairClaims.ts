import type { Baseline, PlacedVerdict, Recorded } from './baseline.ts'

/** What is on record beside what a run found. */
export interface Pairs {
  readonly pairs: readonly { readonly before: Recorded; readonly now: PlacedVerdict }[]
  /** On record, and without a verdict. */
  readonly gone: readonly Recorded[]
  /** Verdicts on claims that are on no record. */
  readonly added: readonly PlacedVerdict[]
}

/**
 * Finds for each claim on record its verdict: that of the same name and place. Where only one side has a place, or
 * where the claim has moved, the name alone tells, provided that one claim has it on either side; of a run of which
 * parts are missing a claim that has moved cannot be told from another one. Never are two claims compared that may be
 * different ones.
 */
export function pairClaims(baseline: Baseline, verdicts: readonly PlacedVerdict[], complete: boolean): Pairs {
  const [recorded, found] = [byName(baseline), byName(verdicts)]
  const verdictOf = (before: Recorded): PlacedVerdict | undefined => {
    const namesakes = found.get(before.claim) ?? []
    const there = namesakes.find(({ place }) => place === before.place)
    if (there !== undefined) return there
    const [only] = namesakes
    if (only === undefined || namesakes.length > 1 || recorded.get(before.claim)!.length > 1) return undefined
    return complete || before.place === undefined || only.place === undefined ? only : undefined
  }
  const all = baseline.map((before) => ({ before, now: verdictOf(before) }))
  const pairs = all.flatMap(({ before, now }) => (now === undefined ? [] : [{ before, now }]))
  const paired = new Set(pairs.map(({ now }) => now))
  return {
    pairs,
    gone: all.filter(({ now }) => now === undefined).map(({ before }) => before),
    added: verdicts.filter((verdict) => !paired.has(verdict)),
  }
}

function byName<Named extends { readonly claim: string }>(all: readonly Named[]): Map<string, Named[]> {
  const named = new Map<string, Named[]>()
  for (const one of all) named.set(one.claim, [...(named.get(one.claim) ?? []), one])
  return named
}
