import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { version as node } from 'node:process'
import { tf } from '../backend/tf.ts'
import { backendDescription, currentBackend } from '../backend/useBackend.ts'
import { describeQuantifier } from '../claim/quantifier.ts'
import { defined } from '../defined.ts'
import { OvershootError } from '../errors.ts'
import { fingerprint } from '../network/fingerprint.ts'
import { counterexampleFile, storeCounterexample } from '../search/corpus/storeCounterexample.ts'
import type { StoredCounterexample } from '../search/corpus/storedCounterexample.ts'
import type { Example, Shrinking } from '../claim/verdict.ts'
import type { Decision, Look } from './decision.ts'
import { replayCommand } from './replayCommand.ts'

/** What keeping a counterexample came to. */
export interface KeepResult {
  /** The command that replays it, where it is stored. */
  readonly replay?: string
  /** Why it is not, where it should be: a refutation stands without its file. */
  readonly warnings: readonly string[]
}

/** Stores a counterexample that the search found, if a corpus wants it; resolves when its file is in place. */
export async function keep(look: Look, decision: Decision): Promise<KeepResult> {
  const { corpus, store, source } = look.options
  const { counterexample, shrunk, stored, unshrunk } = decision
  if (corpus === undefined || counterexample === undefined) return { warnings: [] }
  if (stored === undefined) {
    if (!store || shrunk === undefined) return { warnings: [] }
    const why = await tryToStore(corpus, toStore(look, { ...decision, counterexample, shrunk }))
    if (why !== undefined) return { warnings: [why] }
    if (unshrunk !== undefined && unshrunk !== counterexample.id)
      await rm(counterexampleFile(corpus, unshrunk), { force: true })
  }
  return {
    replay: replayCommand({ id: counterexample.id, corpus, source: stored ? stored.source : source }),
    warnings: [],
  }
}

/**
 * Stores a counterexample as it was found, before it is made simpler: whatever happens then, it is not lost. Resolves
 * to its id, or to undefined where none is stored.
 */
export async function keepUnshrunk(
  look: Look,
  { example, shrunk, cases }: { example: Example; shrunk: Shrinking; cases: number },
): Promise<string | undefined> {
  const { corpus, store } = look.options
  if (corpus === undefined || !store || look.claim.holds.kind !== 'always') return undefined
  // The same may be on record, as simple as can be.
  if (existsSync(counterexampleFile(corpus, example.id))) return undefined
  const found = { counterexample: example, shrunk, by: 'search', cases, flaky: 0, parts: undefined } as const
  // Where it cannot be written, `keep` will say so.
  return (await tryToStore(corpus, toStore(look, found))) === undefined ? example.id : undefined
}

/** Resolves to why it could not be written, if it could not. */
async function tryToStore(corpus: string, counterexample: StoredCounterexample): Promise<string | undefined> {
  try {
    await storeCounterexample(corpus, counterexample)
    return undefined
  } catch (error) {
    if (!(error instanceof OvershootError && error.code === 'FILE_UNWRITABLE')) throw error
    return `not stored: ${error.message}`
  }
}

type Found = Pick<Decision, 'parts' | 'by' | 'cases' | 'flaky'> & {
  readonly counterexample: Example
  readonly shrunk: Shrinking
}

function toStore({ claim, options }: Look, decision: Found): StoredCounterexample {
  const { id, output, outputs, inputs, minimal, distance } = decision.counterexample
  const { path, matters } = decision.shrunk
  return {
    id,
    claim: claim.name,
    holds: describeQuantifier(claim.holds),
    ...defined({ source: options.source }),
    model: fingerprint(claim.model),
    inputs: claim.inputs.map(({ name, domain }) => ({
      name,
      shape: domain.shape,
      domain: domain.description,
      values: Float32Array.from(inputs[name]!),
    })),
    output,
    ...defined({ outputs, parts: decision.parts }),
    minimal,
    distance,
    path,
    matters,
    backend: currentBackend(),
    versions: { backend: backendDescription(), tfjs: tf.version.tfjs, node },
    found: { by: decision.by, seed: options.seed, cases: decision.cases, flaky: decision.flaky },
  }
}
