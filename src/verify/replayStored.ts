import { currentBackend } from '../backend/useBackend.ts'
import { partsOf } from '../search/example.ts'
import { readCorpus } from '../search/corpus/readCorpus.ts'
import { replay, type Replay } from '../search/corpus/replay.ts'
import { observedRange } from '../search/observed.ts'
import type { Finding, Look } from './finding.ts'

/** What the stored counterexamples of a claim came to. */
export interface Replayed {
  /** The refutation, where one still fails. */
  readonly finding?: Finding
  /** Ids of those that fail no more. */
  readonly fixed: readonly string[]
  /** Ids of those that still fail, the simplest first. */
  readonly failing: readonly string[]
  /** Files that cannot be read or tried, models that have changed. */
  readonly warnings: readonly string[]
}

/** Computes the stored counterexamples of the claim anew, each alone, before anything else is tried. */
export async function replayStored({ claim, observed, options }: Look): Promise<Replayed> {
  if (options.corpus === undefined || claim.holds.kind !== 'always') return { fixed: [], failing: [], warnings: [] }
  const corpus = await readCorpus(options.corpus)
  const warnings = [...corpus.warnings]
  const own = corpus.counterexamples.filter((stored) => stored.claim === claim.name)
  const replays: Replay[] = []
  for (const stored of own) {
    if (options.signal?.aborted) break
    const result = replay(claim, stored, observed, currentBackend())
    if ('misfit' in result) {
      warnings.push(`not replayed: counterexample ${stored.id}: ${result.misfit}`)
      continue
    }
    if (result.modelChanged) warnings.push(`the model has changed since counterexample ${stored.id} was found`)
    replays.push(result)
    options.onProgress({
      claim: claim.name,
      phase: 'replay',
      cases: replays.length,
      observed: observedRange(observed),
    })
  }
  const fixed = replays.filter(({ fails }) => !fails).map(({ stored }) => stored.id)
  const failing = replays.filter(({ fails }) => fails).sort(simplestFirst)
  const [first] = failing
  if (first === undefined) return { fixed, failing: [], warnings }
  const { stored, point, output, outputs, minimal, distance } = first
  const inputs = Object.fromEntries(claim.inputs.map(({ name }, i) => [name, Array.from(point[i]!)]))
  const others = failing.length > 1 ? `, and ${failing.length - 1} more of the stored ones fail` : ''
  return {
    finding: {
      status: 'refuted',
      by: 'replay',
      reason: `the stored counterexample ${stored.id} still gives ${outputs ? 'a margin of ' : ''}${output}${others}`,
      counterexample: { inputs, output, ...(outputs && { outputs: [...outputs] }), minimal, distance, id: stored.id },
      stored,
      shrunk: { path: stored.path, matters: stored.matters },
      parts: partsOf(claim, point),
      cases: replays.length,
      flaky: 0,
    },
    fixed,
    failing: failing.map((one) => one.stored.id),
    warnings,
  }
}

function simplestFirst(a: Replay, b: Replay): number {
  return Number(b.minimal) - Number(a.minimal) || a.distance - b.distance || (a.stored.id < b.stored.id ? -1 : 1)
}
