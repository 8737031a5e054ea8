import { integer, pick, uniform } from '../../network/random.ts'
import { check, sealed } from '../../proof/certificate/certificates.ts'
import { bases } from './bases.ts'
import { mutate } from './mutate.ts'
import { computeFor, falsehoodIn } from './truth.ts'

/** What came of mutants: how many the checker accepted, and those of them that are false. */
export interface Tried {
  readonly mutants: number
  readonly accepted: number
  /** Most frequent reasons, and how often each was. */
  readonly reasons: ReadonlyMap<string, number>
  readonly faults: readonly string[]
}

/** Steps that a mutant may take. */
const STEPS = 2 ** 26

/**
 * Changes certificates of every kind at random, seals them again, and holds against inputs what the checker accepts.
 */
export function tryMutants(count: number, seed: number): Tried {
  const all = bases()
  const reasons = new Map<string, number>()
  const faults: string[] = []
  let accepted = 0
  for (let n = 0; n < count; n++) {
    const random = uniform(seed * 7919 + n)
    const base = all[n % all.length]!
    const { how, data } = mutate(base.data, pick(random, all).data, random)
    const mutant = JSON.parse(JSON.stringify(random() < 0.98 ? sealed(data) : data)) as Record<string, unknown>
    const result = check(mutant, { steps: STEPS, ...computing(mutant, integer(random, 0, 1e9)) })
    if (!result.accepted) {
      const reason = result.reason.replaceAll(/[-\d.e+]+/g, '#').slice(0, 60)
      reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
      continue
    }
    accepted++
    const falsehood = falsehoodIn(mutant, random)
    if (falsehood !== undefined) faults.push(`${n}, ${base.name}: ${how}: ${falsehood}`)
  }
  return { mutants: count, accepted, reasons, faults }
}

/** What computes all floats of the network that a mutant speaks of, where one asks for that. */
function computing(
  mutant: Record<string, unknown>,
  seed: number,
): { compute?: (values: Float32Array) => Float32Array } {
  if (!JSON.stringify(mutant).includes('"computed"')) return {}
  let run: ((values: Float32Array) => Float32Array) | undefined
  return { compute: (values) => (run ??= computeFor(mutant, uniform(seed)))(values) }
}
