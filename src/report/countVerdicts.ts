import type { Verdict } from '../claim/verdict.ts'
import { statusWords } from './statusWords.ts'

/** How many claims there are of each status, e.g. `3 claims: 2 proved, 1 refuted (as expected)`. */
export function countVerdicts(verdicts: readonly Verdict[]): string {
  const counts = new Map<string, number>()
  for (const { words } of verdicts.map(statusWords)) counts.set(words, (counts.get(words) ?? 0) + 1)
  const each = Array.from(counts, ([words, count]) => `${count} ${words.replace(/, (.*)/, ' ($1)')}`).join(', ')
  return `${verdicts.length} ${verdicts.length === 1 ? 'claim' : 'claims'}${each && `: ${each}`}`
}
