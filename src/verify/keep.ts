import { version as node } from 'node:process'
import { tf } from '../backend/tf.ts'
import { backendDescription, currentBackend } from '../backend/useBackend.ts'
import { describeQuantifier } from '../claim/quantifier.ts'
import { fingerprint } from '../network/fingerprint.ts'
import { storeCounterexample } from '../search/corpus/storeCounterexample.ts'
import type { StoredCounterexample } from '../search/corpus/storedCounterexample.ts'
import type { Case, Finding } from './finding.ts'
import { replayCommand } from './replayCommand.ts'

/**
 * Stores a counterexample that the search found, if a corpus wants it; resolves, when its file is in place, to the command
 * that replays it, and to undefined where none is stored.
 * @throws FILE_UNWRITABLE
 */
export async function keep(subject: Case, finding: Finding): Promise<string | undefined> {
  const { corpus, store, source } = subject.options
  const { counterexample, shrunk, stored } = finding
  if (corpus === undefined || counterexample === undefined) return undefined
  if (stored === undefined) {
    if (!store || shrunk === undefined) return undefined
    await storeCounterexample(corpus, toStore(subject, finding))
  }
  return replayCommand({ id: counterexample.id, corpus, source: stored ? stored.source : source })
}

function toStore({ claim, options }: Case, finding: Finding): StoredCounterexample {
  const { id, output, outputs, inputs, minimal, distance } = finding.counterexample!
  const { path, matters } = finding.shrunk!
  return {
    id,
    claim: claim.name,
    holds: describeQuantifier(claim.holds),
    ...(options.source !== undefined && { source: options.source }),
    model: fingerprint(claim.model),
    inputs: claim.inputs.map(({ name, domain }) => ({
      name,
      shape: domain.shape,
      domain: domain.description,
      values: Float32Array.from(inputs[name]!),
    })),
    output,
    ...(outputs && { outputs }),
    ...(finding.parts && { parts: finding.parts }),
    minimal,
    distance,
    path,
    matters,
    backend: currentBackend(),
    versions: { backend: backendDescription(), tfjs: tf.version.tfjs, node },
    found: { by: finding.by, seed: options.seed, cases: finding.cases, flaky: finding.flaky },
  }
}
