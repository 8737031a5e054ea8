import type { Verdict } from '../claim/verdict.ts'
import { add, compare, multiply, toDecimal, zero } from '../numeric/decimal.ts'
import type { ExactBox } from './exactBox.ts'
import { float32Box } from './exactBox.ts'
import type { OutputInequality, PropertyBox } from './readVnnlib.ts'
import type { VnnlibClaims } from './vnnlibClaims.ts'

/** What a property comes to, in the words of those who write them. */
export interface VnnlibAnswer {
  /** `sat`: there is a counterexample. `unsat`: there is none. */
  readonly result: 'sat' | 'unsat' | 'unknown'
  /** All numbers in the property's order. */
  readonly counterexample?: { readonly inputs: readonly number[]; readonly outputs: readonly number[] }
  readonly notes: readonly string[]
}

/**
 * What the verdicts on a property's claims come to; those of claims that were not decided may be missing. `sat` is said
 * of a counterexample whose numbers satisfy the property as it is written, without any tolerance; where only its
 * rounded bounds are met, it is `unknown`.
 */
export function vnnlibAnswer(stated: VnnlibClaims, verdicts: readonly Verdict[]): VnnlibAnswer {
  const { property, claims, boxes, inputPlaces, outputPlaces } = stated
  const notes = [...stated.notes]
  const found = claims.map(({ name }) => verdicts.find((verdict) => verdict.claim === name))
  for (const [i, verdict] of found.entries()) {
    const example = verdict?.status === 'refuted' ? verdict.counterexample : undefined
    const computed = example?.outputs
    if (example === undefined || computed === undefined) continue
    const given = claims[i]!.inputs.flatMap(({ name }) => example.inputs[name]!)
    const inputs = inputPlaces.map((place) => given[place]!)
    const outputs = outputPlaces.map((place) => computed[place]!)
    const { box, unsafe } = property.boxes[boxes[i]!]!
    if (isInside(box, inputs) && isUnsafe(unsafe, outputs))
      return { result: 'sat', counterexample: { inputs, outputs }, notes }
    notes.push(
      outputs.every(Number.isFinite)
        ? 'a counterexample meets the bounds only as they are rounded to float64'
        : 'an output that is no finite number contradicts the claim, but is no counterexample of the property',
    )
  }
  const isProved = found.every((verdict) => verdict?.status === 'proved')
  return { result: isProved ? 'unsat' : 'unknown', notes }
}

/** Do these inputs lie between the bounds as they are written, or where the float32 next to a point is meant, there? */
function isInside(box: ExactBox, inputs: readonly number[]): boolean {
  const rounded = new Set(float32Box(box).rounded)
  return box.every(({ lo, hi }, i) => {
    if (rounded.has(i)) return true
    const value = toDecimal(inputs[i]!)
    const [above, below] = [lo && compare(value, lo.value), hi && compare(value, hi.value)]
    return (
      (above === undefined || above > 0 || (above === 0 && !lo!.strict)) &&
      (below === undefined || below < 0 || (below === 0 && !hi!.strict))
    )
  })
}

/** Do all inequalities of one of the lists hold, exactly? */
export function isUnsafe(unsafe: PropertyBox['unsafe'], outputs: readonly number[]): boolean {
  return unsafe.some((inequalities) => inequalities.every((inequality) => holds(inequality, outputs)))
}

function holds({ terms, constant, strict }: OutputInequality, outputs: readonly number[]): boolean {
  if (!terms.every(([output]) => Number.isFinite(outputs[output]))) return false
  const sum = terms.reduce((total, [output, by]) => add(total, multiply(by, toDecimal(outputs[output]!))), constant)
  const order = compare(sum, zero)
  return strict ? order > 0 : order >= 0
}
