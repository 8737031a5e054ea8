import type { BackendName } from '../../src/backend/name.ts'
import { tf } from '../../src/backend/tf.ts'
import { pick, uniform } from '../network/random.ts'
import { predictRows } from '../network/randomModel.ts'
import { randomNested } from '../network/randomNested.ts'
import { readNetwork } from '../../src/network/readNetwork.ts'
import { escapes, randomRegion, scales } from '../proof/bounds.ts'
import { provers } from '../proof/provers.ts'

/** What came of models that were fuzzed. */
export interface Fuzzed {
  /** Models of which at least one output number has bounds. */
  models: number
  /** Outputs that were held against bounds. */
  outputs: number
  /** Models whose output is unknown, and drafts of models that tf.js did not make or could not run. */
  opaque: number
  failed: number
  /** The seeds of models of which an output left its bounds, and how. */
  readonly outside: { readonly seed: number; readonly how: string }[]
}

/**
 * Makes random models with models inside them, shared and applied again in other shapes, and holds what a backend
 * computes for random rows and corners of a region, at several batch sizes, against bounds by intervals and by linear
 * relaxation, until `count` models were bounded, or so many failed that the backend no longer runs any.
 */
export function fuzz(count: number, seed: number, backend: BackendName, onModel?: (so: Fuzzed) => void): Fuzzed {
  const result: Fuzzed = { models: 0, outputs: 0, opaque: 0, failed: 0, outside: [] }
  // tf.js warns whenever a model is applied to another shape than it was built for.
  const output = globalThis.console
  const { warn } = output
  output.warn = () => undefined
  try {
    const most = 100 + 20 * count
    for (let own = seed; result.models < count && result.failed < most; own++) {
      fuzzOne(own, backend, result)
      tf.disposeVariables()
      onModel?.(result)
    }
  } finally {
    output.warn = warn
  }
  return result
}

function fuzzOne(seed: number, backend: BackendName, result: Fuzzed): void {
  const random = uniform(seed)
  const usual = random() < 0.7
  const model = randomNested(random, () => (usual ? 0.7 : pick(random, scales)))
  if (model === undefined) {
    result.failed++
    return
  }
  const network = readNetwork(model)
  if (network.opaque.length > 0 && backend === 'wasm') {
    // Weights of another shape than what they meet: kernels there read and write past the end of their memory.
    result.opaque++
    return
  }
  const { region, rows } = randomRegion(random, network, 12)
  const outputs: Float32Array[] = []
  try {
    for (const batch of [rows.length, 5, 1])
      outputs.push(...predictRows(model, batch === 1 ? rows.slice(0, 2) : rows, batch))
  } catch {
    // A layer was given another shape than its weights are for: tf.js finds that only when it runs.
    result.failed++
    return
  }
  let isBounded = false
  for (const name of ['intervals', 'linear relaxation']) {
    const bounds = provers[name]!(network, region, backend)!
    // Of what is not known, not even the size is.
    if (bounds.lo.every((lo, i) => lo === -Infinity && bounds.hi[i] === Infinity)) continue
    isBounded = true
    for (const output of outputs) {
      const how =
        output.length === bounds.lo.length
          ? escapes(bounds, output)
          : `${output.length} outputs, not ${bounds.lo.length}`
      if (how !== undefined) {
        result.outside.push({ seed, how: `${name}: ${how}` })
        break
      }
    }
  }
  if (!isBounded) result.opaque++
  else {
    result.models++
    result.outputs += outputs.length * outputs[0]!.length
  }
}
