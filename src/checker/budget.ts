import { demand } from './demand.ts'

/** Steps that checking a certificate may still take, a step being about a multiplication: a file decides how much there is to do. */
export interface Budget {
  left: number
}

/** Hours, and more than provers have made so far. */
export const MOST_STEPS: number = 2 ** 40

/** @throws Error once more is spent than there was */
export function spend(budget: Budget, steps: number): void {
  budget.left -= steps
  demand(budget.left >= 0, 'it takes too many steps to check')
}
