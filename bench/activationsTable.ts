/**
 * Makes `src/proof/measuredActivations.ts` from the measurements in `fixtures/activations`:
 *
 *   npx jiti bench/activationsTable.ts && npx prettier --write src/proof/measuredActivations.ts
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { summarize } from '../fixtures/activations/summarize.ts'

const folder = 'fixtures/activations'
const functions = new Map<string, string[]>()
for (const file of readdirSync(folder).filter((one) => one.endsWith('.json'))) {
  const [name, backend] = file.replace('.json', '').split('-') as [string, string]
  const { regions, ...rest } = summarize(JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')))
  const rows = regions.map((region) => `[${region.join(', ')}],`)
  const fields = Object.entries(rest).map(([key, value]) => `${key}: ${JSON.stringify(value)},`)
  const text = `${backend}: {\n${fields.join('\n')}\nregions: [\n${rows.join('\n')}\n],\n},`
  functions.set(name, [...(functions.get(name) ?? []), text])
}
const lines = [...functions].map(([name, backends]) => `${name}: {\n${backends.join('\n')}\n},`)
writeFileSync(
  'src/proof/measuredActivations.ts',
  `import type { BackendName } from '../backend/name.ts'
import type { MeasuredActivation, MeasuredName } from './activations/measured.ts'

/** Made from \`fixtures/activations\` by \`bench/activationsTable.ts\`: change it there. */
export const measuredActivations: Readonly<Record<MeasuredName, Readonly<Record<BackendName, MeasuredActivation>>>> = {
${lines.join('\n')}
}
`,
)
