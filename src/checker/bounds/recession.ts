import { spend } from '../budget.ts'
import type { Check } from '../check.ts'
import { rulesOf, width } from '../operations/index.ts'
import { anySlope, level, type Slope } from '../operations/rules.ts'

/**
 * The slopes of the output's numbers in real arithmetic (Rockafellar 1970, section 8), from those of the inputs'
 * numbers.
 */
export function recession(
  { network, backend, budget }: Check,
  inputs: readonly (readonly Slope[])[],
): readonly Slope[] {
  const all: (readonly Slope[])[] = []
  for (const operation of network.operations) {
    spend(budget, operation.size * (2 + width(operation)))
    if (operation.kind === 'input') {
      all.push(inputs[operation.input]!)
      continue
    }
    const x = operation.reads.flatMap((read) => all[read]!)
    const isKnown = operation.kind !== 'opaque' && !operation.faultyOn.includes(backend)
    const isStill = x.every(([lo, hi]) => lo === 0 && hi === 0)
    const rules = rulesOf(operation)
    const slope = (i: number): Slope => (isStill ? level : rules.recession(operation, i, x))
    all.push(Array.from({ length: operation.size }, (_, i) => (isKnown ? slope(i) : anySlope)))
  }
  return all[network.output]!
}
