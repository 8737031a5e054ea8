import type { Verdict } from '../claim/verdict.ts'

/**
 * What else a verdict has to say, a line each: what it is about, where that is not the file as it is, how to replay it,
 * stored counterexamples that fail no more, flaky hits.
 */
export function formatNotes({ about, replay, fixed = [], flaky }: Verdict): string[] {
  const hits = flaky === 1 ? '1 hit in a batch is none' : `${flaky} hits in a batch are none`
  return [
    ...(about === undefined ? [] : [`about: ${about}`]),
    ...(replay === undefined ? [] : [`replay: ${replay}`]),
    ...(fixed.length === 0 ? [] : [`fixed: ${fixed.join(', ')} ${fixed.length === 1 ? 'fails' : 'fail'} no more`]),
    ...(flaky === 0 ? [] : [`flaky: ${hits} when computed alone`]),
  ]
}

/** The warnings of all verdicts, each once: those about the corpus come with every claim. */
export function formatWarnings(verdicts: readonly Verdict[]): string[] {
  return [...new Set(verdicts.flatMap(({ warnings = [] }) => warnings))].map((warning) => `warning: ${warning}`)
}
