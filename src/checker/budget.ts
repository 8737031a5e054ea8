import { demand, Rejection } from './demand.ts'

/**
 * Steps that checking a certificate may still take, a step being about a multiplication: a file decides how much there
 * is to do.
 */
export interface Budget {
  left: number
  /** On the clock of `performance.now()`. */
  readonly deadline: number
  /** Steps since the clock was last looked at. */
  unseen: number
}

/** Hours, and more than provers have made so far. */
const MOST_STEPS = 2 ** 40
/** A few milliseconds. */
const BETWEEN_LOOKS = 2 ** 20

export function newBudget(steps: number = MOST_STEPS, deadline: number = Infinity): Budget {
  return { left: steps, deadline, unseen: BETWEEN_LOOKS }
}

/** @throws Rejection once more is spent than there was, or time is up */
export function spend(budget: Budget, steps: number): void {
  budget.left -= steps
  demand(budget.left >= 0, 'it takes too many steps to check')
  budget.unseen += steps
  if (budget.unseen < BETWEEN_LOOKS) return
  budget.unseen = 0
  if (performance.now() > budget.deadline) throw new Rejection('there was no time to check all of it', 'time')
}
