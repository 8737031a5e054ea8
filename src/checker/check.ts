import { type Plan, planOf } from './bounds/effort.ts'
import { type Budget, newBudget } from './budget.ts'
import type { Box, Certificate, Operation } from './format/certificate.ts'
import type { Bounds } from './numeric/bounds.ts'
import type { Results } from './operations/rules.ts'

/**
 * A certificate that is being checked: what that may take, and all that is kept from one part of the domain to the
 * next.
 */
export interface Check extends Certificate {
  readonly budget: Budget
  readonly plan: Plan
  /** What affine operations read the last time, and what came of it: parts of a domain often read the same. */
  readonly recent: Map<Operation, Results & { readonly box: Box | undefined; readonly x: readonly Bounds[] }>
}

export function newCheck(certificate: Certificate, budget: Budget = newBudget()): Check {
  return { ...certificate, budget, plan: planOf(certificate.network), recent: new Map() }
}
