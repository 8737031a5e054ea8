import { useBackend } from '../../src/backend/useBackend.ts'
import { tfjsBackends } from '../../src/backend/name.ts'
import { fuzz } from './fuzz.ts'

/**
 * `npm run fuzz -- [models] [seed] [backend]`: bounds of random models with models inside them against what is
 * computed.
 */
const [count = '1000', seed = '1', name] = process.argv.slice(2)
const backend = tfjsBackends.find((one) => one === name) ?? 'cpu'
await useBackend(backend)
const started = performance.now()
let told = started
const { models, outputs, opaque, failed, outside } = fuzz(Number(count), Number(seed), backend, (so) => {
  if (performance.now() - told < 30_000) return
  told = performance.now()
  process.stdout.write(`${backend}: ${so.models} models, ${so.outside.length} outside\n`)
})
process.stdout.write(
  `${backend}, seed ${seed}: ${models} models, ${outputs} outputs in ${((performance.now() - started) / 1000).toFixed(0)} s, ${outside.length} outside; ` +
    `beside them ${opaque} of which nothing is known, ${failed} that do not fit together\n`,
)
for (const { seed: own, how } of outside.slice(0, 50)) process.stdout.write(`seed ${own}: ${how}\n`)
process.exitCode = outside.length > 0 || models < Number(count) ? 1 : 0
