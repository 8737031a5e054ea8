import type { tf } from '../backend/tf.ts'
import type { Claim } from '../claim/claim.ts'
import type { Domain } from '../claim/domain.ts'
import type { Verdict } from '../claim/verdict.ts'
import { certify } from '../proof/certify.ts'
import { sequenceRange } from '../proof/sequences/sequenceRange.ts'
import type { UsableModel } from './playgroundModels.ts'

/**
 * Sound bounds of a model's output on the backend that runs, over all that the controls allow: what bounds the domain at once,
 * strings of letters exactly, and what is certified in the verdicts (one a claim) of claims about just that.
 */
export function certifiedRange(
  { whole, subject }: UsableModel,
  claims: readonly Claim[],
  verdicts: readonly Verdict[],
): [lo: number, hi: number] {
  const { backend, network, region } = subject
  const bounds = certify(subject, whole)
  const exact = sequenceRange(network, region, backend)
  const isSame = (one: Claim) =>
    one.model === whole.model && one.inputs.every(({ domain }, i) => areSame(domain, whole.inputs[i]!.domain))
  const ranges = [
    [bounds.lo, bounds.hi] as const,
    ...(exact.kind === 'exact' ? [[exact.lo, exact.hi] as const] : []),
    ...claims.flatMap((one, i) => (isSame(one) && verdicts[i]?.backend === backend ? [verdicts[i].certified] : [])),
  ]
  return [Math.max(...ranges.map(([lo]) => lo)), Math.min(...ranges.map(([, hi]) => hi))]
}

/** Where the first claim that says so has a model's output always lie, true or not: people are to see it leave what is believed. */
export function claimedRange(model: tf.LayersModel, claims: readonly Claim[]): [lo: number, hi: number] | undefined {
  for (const { model: of, holds } of claims)
    if (of === model && holds.kind === 'always') return [holds.set.lo, holds.set.hi]
  return undefined
}

/** Have two domains the same members? */
function areSame(one: Domain, other: Domain): boolean {
  const isLetters = ({ kind }: Domain) => kind === 'oneHot'
  const equal = (a: Float32Array, b: Float32Array) => a.every((value, i) => value === b[i])
  return (
    isLetters(one) === isLetters(other) && one.size === other.size && equal(one.lo, other.lo) && equal(one.hi, other.hi)
  )
}
