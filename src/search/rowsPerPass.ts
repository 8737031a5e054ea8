import type { BackendName } from '../backend/name.ts'
import { currentBackend } from '../backend/useBackend.ts'
import type { Claim } from '../claim/claim.ts'
import type { Cost } from '../network/cost.ts'
import { costOf } from '../network/costOf.ts'

/** Numbers that one forward pass may hold, inputs and all that is computed on the way: 256 MB of float32. */
const NUMBERS = 2 ** 26

/** Multiplications that one may take, well under a second's work. */
const MULTIPLICATIONS: Readonly<Record<BackendName, number>> = {
  native: 2 ** 31,
  wasm: 2 ** 31,
  cpu: 2 ** 25,
  onnxruntime: 2 ** 31,
}

/** Most rows that a forward pass may have, so that neither memory nor patience ends; at least 1. */
export function rowsPerPass(claim: Pick<Claim, 'model' | 'inputs'>): number {
  const { numbers, multiplications } = costOfRow(claim)
  const rows = Math.min(NUMBERS / numbers, MULTIPLICATIONS[currentBackend()] / Math.max(1, multiplications))
  return Math.max(1, Math.floor(rows))
}

/**
 * Most rows that a gradient may be taken of at once: all that is computed on the way is kept for the way back, which
 * takes twice as long.
 */
export function rowsPerGradient(claim: Pick<Claim, 'model' | 'inputs'>): number {
  return Math.max(1, Math.floor(rowsPerPass(claim) / 4))
}

/** What a case of a claim costs in a forward pass; of its inputs at least what they have. */
export function costOfRow(claim: Pick<Claim, 'model' | 'inputs'>): Cost {
  const known = costs.get(claim)
  if (known) return known
  const { model, inputs } = claim
  const { numbers, multiplications } = costOf(model, Math.max(...inputs.flatMap(({ shape }) => shape), 1))
  const given = inputs.reduce((sum, { domain }) => sum + domain.size, 0)
  const cost = { numbers: Math.max(numbers, given), multiplications }
  costs.set(claim, cost)
  return cost
}

const costs = new WeakMap<object, Cost>()
