/**
 * Makes `src/proof/measuredActivations.ts` from the measurements in `fixtures/activations`:
 *
 *   npx jiti bench/activationsTable.ts
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { type BackendName, backendNames } from '../src/backend/name.ts'
import { type CurvedName, curvedFunctions } from '../src/network/activationFunctions.ts'
import type { ActivationError } from '../src/proof/activationError.ts'
import { summarize } from '../fixtures/activations/summarize.ts'

const folder = 'fixtures/activations'
const table: Partial<Record<CurvedName, Partial<Record<BackendName, ActivationError>>>> = {}
for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
  const [name, backend] = file.replace('.json', '').split('-') as [CurvedName, BackendName]
  if (!(name in curvedFunctions) || !backendNames.includes(backend)) throw new Error(`${folder}/${file}: unknown name`)
  const error = summarize(JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')))
  table[name] = { ...table[name], [backend]: error }
}

const lines: string[] = []
for (const [name, backends] of Object.entries(table)) {
  lines.push(`  ${name}: {`)
  for (const [backend, { relative, absolute, min, max }] of Object.entries(backends))
    lines.push(`    ${backend}: { relative: ${relative}, absolute: ${absolute}, min: ${min}, max: ${max} },`)
  lines.push('  },')
}
writeFileSync(
  'src/proof/measuredActivations.ts',
  `import type { BackendName } from '../backend/name.ts'
import type { CurvedName } from '../network/activationFunctions.ts'
import type { ActivationError } from './activationError.ts'

/** Made from \`fixtures/activations\` by \`bench/activationsTable.ts\`: change it there. */
export const measuredActivations: Readonly<Record<CurvedName, Readonly<Record<BackendName, ActivationError>>>> = {
${lines.join('\n')}
}
`,
)
