import { spend } from '../budget.ts'
import type { Check } from '../check.ts'
import { rulesOf, width } from '../operations/index.ts'
import { anySlope, level, type Slope } from '../operations/rules.ts'

/**
 * The slopes of the output's numbers in real arithmetic (Rockafellar 1970, section 8), from those of the inputs'
 * numbers. What hangs on no input that goes on has slope 0; of what only reads bounded numbers the rules of its kind
 * say whether it is bounded, too.
 */
export function recession(
  { network, backend, budget }: Check,
  inputs: readonly (readonly Slope[])[],
): readonly Slope[] {
  const all: (readonly Slope[])[] = []
  const moves: boolean[] = []
  for (const operation of network.operations) {
    spend(budget, operation.size * (2 + width(operation)))
    if (operation.kind === 'input') {
      all.push(inputs[operation.input]!)
      moves.push(!inputs[operation.input]!.every(isLevel))
      continue
    }
    const x = operation.reads.flatMap((read) => all[read]!)
    const isKnown = operation.kind !== 'opaque' && !operation.faultyOn.includes(backend)
    const rules = rulesOf(operation)
    const isMoving = operation.reads.some((read) => moves[read]!)
    const isStill = !isMoving || (x.every(isLevel) && rules.keepsBounds(operation))
    const slope = (i: number): Slope => (isStill ? level : rules.recession(operation, i, x))
    moves.push(isMoving)
    all.push(Array.from({ length: operation.size }, (_, i) => (isKnown ? slope(i) : anySlope)))
  }
  return all[network.output]!
}

const isLevel = ([lo, hi]: Slope): boolean => lo === 0 && hi === 0
