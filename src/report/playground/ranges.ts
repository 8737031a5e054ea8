import type { Claim } from '../../claim/claim.ts'
import type { Domain } from '../../claim/domain.ts'
import type { OutputSet } from '../../claim/set.ts'
import type { Verdict } from '../../claim/verdict.ts'
import { sequenceBounds } from '../../proof/sequences/sequenceBounds.ts'
import { inTime } from '../../timeUp.ts'
import { BOUND_MS, type UsableModel } from './usableModel.ts'

/**
 * Sound bounds of a model's output on the backend that runs, over all that the controls allow: what bounds the domain
 * at once, strings of letters exactly, and what is certified in the verdicts (one a claim) of claims about just that.
 */
export function certifiedRange(
  { whole, subject, bounds }: UsableModel,
  claims: readonly Claim[],
  verdicts: readonly Verdict[],
): [lo: number, hi: number] {
  const { backend, network, region } = subject
  const until = performance.now() + BOUND_MS
  const exact = inTime(() => sequenceBounds(network, region, backend, { until }))
  const isSame = (one: Claim) =>
    one.model === whole.model && one.inputs.every(({ domain }, i) => areSame(domain, whole.inputs[i]!.domain))
  const ranges = [
    [bounds.lo, bounds.hi] as const,
    ...(exact?.kind === 'exact' ? [[exact.lo, exact.hi] as const] : []),
    ...claims.flatMap((one, i) =>
      isSame(one) && verdicts[i]?.backend === backend && !verdicts[i].margin ? [verdicts[i].certified] : [],
    ),
  ]
  return [Math.max(...ranges.map(([lo]) => lo)), Math.min(...ranges.map(([, hi]) => hi))]
}

/**
 * Where a claim has a model's output always lie over all that the controls allow, true or not: people are to see it
 * leave what is believed. The first claim about just that, else the first about more; a claim about less says nothing
 * of the rest.
 */
export function claimedSet({ model, inputs }: Claim, claims: readonly Claim[]): OutputSet | undefined {
  const about = (fits: typeof areSame) =>
    claims.find(
      (one) =>
        one.model === model &&
        one.holds.kind === 'always' &&
        one.holds.set.margins === undefined &&
        one.inputs.every(({ domain }, i) => fits(domain, inputs[i]!.domain)),
    )
  const holds = (about(areSame) ?? about(encloses))?.holds
  return holds?.kind === 'always' ? holds.set : undefined
}

/** Have two domains the same members? */
function areSame(one: Domain, other: Domain): boolean {
  return encloses(one, other) && encloses(other, one)
}

/**
 * Are all members of `inner` members of `outer`? Of domains of one kind, letters or boxes: their enclosing boxes tell.
 */
function encloses(outer: Domain, inner: Domain): boolean {
  const isLetters = ({ kind }: Domain) => kind === 'oneHot'
  return (
    isLetters(outer) === isLetters(inner) &&
    outer.size === inner.size &&
    outer.lo.every((value, i) => value <= inner.lo[i]!) &&
    outer.hi.every((value, i) => value >= inner.hi[i]!)
  )
}
