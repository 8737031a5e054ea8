/**
 * Measures how far a function computed in float32 on a backend is from the real one, by trying all 2^32 float32 inputs,
 * and writes that to `fixtures/activations/<function>-<backend>.json`, from which `bench/activationsTable.ts` makes the
 * prover's table.
 *
 *   npx jiti bench/activations.ts sigmoid native
 *
 * A third argument, `partly`, tries those between 2^-30 and 2^8 in size, and of the others a sample: far quicker, for
 * wasm and cpu.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { type BackendName, backendNames } from '../src/backend/name.ts'
import { backendDescription, useBackend } from '../src/backend/useBackend.ts'
import { measuredKernels } from '../src/functions/errors/measuredKernels.ts'
import type { MeasuredName } from '../src/functions/errors/measured.ts'
import { measureActivation } from './activationsMeasure.ts'
import { plain, text } from './activationsText.ts'

const [name, backend, partly] = process.argv.slice(2) as [MeasuredName, BackendName, string?]
if (
  !(name in measuredKernels) ||
  !backendNames.includes(backend) ||
  (partly !== undefined && ['native', 'onnxruntime'].includes(backend))
)
  throw new Error(`usage: activations ${Object.keys(measuredKernels).join('|')} ${backendNames.join('|')} [partly]`)

await useBackend(backend)
const { enumerated, sampled, seconds } = await measureActivation(name, backend, partly === 'partly')
writeFileSync(
  `fixtures/activations/${name}-${backend}.json`,
  text({
    function: name,
    backend: backendDescription(),
    cpu: cpus()[0]?.model,
    cpuFeatures: cpuFeatures().join(' '),
    node: process.version,
    date: new Date().toISOString().slice(0, 10),
    seconds: { enumerated: Math.round(seconds.enumerated), all: Math.round(seconds.all) },
    thresholdColumns: 'limit, input nearest to 0 with this result, input from which on all have it, others between',
    rowColumns:
      'inputs from, to, how many, relative error, absolute error where |F| < 2^-125, absolute error, least, greatest result, NaN results, falls',
    enumerated: plain(enumerated, true),
    ...(sampled === undefined ? {} : { sampled: plain(sampled, false) }),
  }),
)

function cpuFeatures(): string[] {
  try {
    const flags = /^flags\s*:(.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1] ?? ''
    return flags.split(' ').filter((flag) => /^(sse|ssse|avx|fma|amx|f16c)/.test(flag))
  } catch {
    return []
  }
}
