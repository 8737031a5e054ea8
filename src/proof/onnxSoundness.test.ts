import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type BackendName, backendNames } from '../backend/name.ts'
import { startOrSkip } from '../../test/backend/startOrSkip.ts'
import { tf } from '../backend/tf.ts'
import type { Network } from '../network/network.ts'
import { randomOnnx } from '../../test/network/onnx/randomOnnx.ts'
import { growOnnx } from '../../test/network/onnx/randomOperators.ts'
import { readOnnx } from '../network/onnx/readOnnx.ts'
import { openRuntime } from '../network/onnx/runtime/openRuntime.ts'
import { placeNetwork } from '../network/placed/placeNetwork.ts'
import { uniform } from '../../test/network/random.ts'
import { escapes, randomRegion } from '../../test/proof/bounds.ts'
import { provers } from '../../test/proof/provers.ts'

/** Models of each operator: more with `OVERSHOOT_SOUNDNESS_RUNS`. */
const numRuns = Number(process.env['OVERSHOOT_SOUNDNESS_RUNS'] ?? 1)

/** What the backend computes for rows of a file, `batch` at a time. */
function compute(
  bytes: Uint8Array,
  backend: BackendName,
  rows: readonly (readonly Float32Array[])[],
  batch: number,
): Float32Array[] {
  const { run, dispose } = backend === 'onnxruntime' ? onRuntime(bytes) : onTfjs(readOnnx(bytes).network)
  const outputs: Float32Array[] = []
  for (let first = 0; first < rows.length; first += batch) {
    const some = rows.slice(first, first + batch)
    const inputs = some[0]!.map((_, i) => Float32Array.from(some.flatMap((row) => [...row[i]!])))
    const values = run(inputs, some.length)
    const size = values.length / some.length
    for (let r = 0; r < some.length; r++) outputs.push(values.slice(r * size, (r + 1) * size))
  }
  dispose()
  return outputs
}

interface Running {
  run(inputs: readonly Float32Array[], rows: number): Float32Array
  dispose(): void
}

function onTfjs(network: Network): Running {
  const placed = placeNetwork(network)
  return {
    run: (inputs, rows) =>
      tf.tidy(() => {
        const tensors = network.inputs.map(({ size }, i) => tf.tensor2d(inputs[i]!, [rows, size]))
        return placed.compute(tensors).dataSync() as Float32Array
      }),
    dispose: () => placed.dispose(),
  }
}

function onRuntime(bytes: Uint8Array): Running {
  const { runtime } = openRuntime(bytes, undefined, {})
  return { run: (inputs, rows) => runtime.compute(inputs, rows), dispose: () => runtime.dispose() }
}

/** What proofs look into: on ONNX Runtime it is read otherwise where known numbers are computed with. */
function networkOn(backend: BackendName, bytes: Uint8Array): Network {
  if (backend !== 'onnxruntime') return readOnnx(bytes).network
  const { runtime, network } = openRuntime(bytes, undefined, {})
  runtime.dispose()
  return network!
}

test.for(backendNames)('no output that %s computes of an ONNX model leaves its bounds', async (backend, { skip }) => {
  await startOrSkip(backend, skip)
  let finite = 0
  for (const kind of Object.keys(growOnnx))
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 31 }), (seed) => {
        const random = uniform(seed)
        const { bytes } = randomOnnx(random, [kind])
        const network = networkOn(backend, bytes)
        const { region, rows } = randomRegion(random, network, 12)
        const outputs = [...compute(bytes, backend, rows, rows.length), ...compute(bytes, backend, rows.slice(0, 2), 1)]
        for (const [name, prove] of Object.entries(provers)) {
          const bounds = prove(network, region, backend)
          if (bounds === undefined) continue
          if (bounds.lo.every(Number.isFinite) && bounds.hi.every(Number.isFinite)) finite++
          for (const output of outputs) expect(escapes(bounds, output), `${kind}, ${name}`).toBeUndefined()
        }
      }),
      { numRuns },
    )
  // Bounds that say nothing would be sound, too. Of ONNX Runtime nothing is said of kernels that were not looked at.
  const least = backend === 'onnxruntime' ? 0.5 : 1
  expect(finite).toBeGreaterThan(least * Object.keys(growOnnx).length * numRuns)
})
