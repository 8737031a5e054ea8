import { existsSync } from 'node:fs'
import { describeQuantifier } from '../claim/quantifier.ts'
import { splitWords } from '../files/quoteWord.ts'
import { fingerprint } from '../network/fingerprint.ts'
import type { StoredCounterexample } from '../search/corpus/storedCounterexample.ts'
import type { Look } from './decision.ts'

/**
 * Is a stored counterexample that of another claim, which only has the same name? It was stated elsewhere, where
 * something still stands, and says something else or of another model. A claim that a module and a test state alike is
 * one claim, and so is one that has moved.
 */
export function isStranger({ claim, options }: Pick<Look, 'claim' | 'options'>, stored: StoredCounterexample): boolean {
  const { source } = options
  if (source === undefined || stored.source === undefined || stored.source === source) return false
  if (!existsSync(fileOf(stored.source))) return false
  return stored.holds !== describeQuantifier(claim.holds) || stored.model !== fingerprint(claim.model)
}

/** The file that a source names: a module's, a test's, or the model's that was checked. */
function fileOf(source: string): string {
  return /^(vitest run|overshoot check) /.test(source) ? (splitWords(source)?.[2] ?? source) : source
}
