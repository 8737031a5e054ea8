import type { Verdict } from '../../claim/verdict.ts'
import { counterexampleFile } from '../../search/corpus/storeCounterexample.ts'

/** Where a run has put the counterexamples that it found, and how to turn that off; undefined where it has put none. */
export function keptLine(verdicts: readonly Verdict[], corpus: string): string | undefined {
  const kept = verdicts.filter(({ by, replay }) => by !== 'replay' && replay !== undefined)
  const [first] = kept
  if (first === undefined) return undefined
  const what =
    kept.length === 1
      ? `counterexample kept as ${counterexampleFile(corpus, first.counterexample!.id)}`
      : `${kept.length} counterexamples kept in ${corpus}`
  return `${what}, for later runs to try first; --no-corpus keeps none`
}
