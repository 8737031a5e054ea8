/**
 * Makes `src/functions/errors/measured.json` from the measurements in `fixtures/activations`:
 *
 *   npx jiti bench/activationsTable.ts && npx prettier --write src/functions/errors/measured.json
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { summarize } from '../fixtures/activations/summarize.ts'

const folder = 'fixtures/activations'
const functions: Record<string, Record<string, unknown>> = {}
for (const file of readdirSync(folder).filter((one) => one.endsWith('.json'))) {
  const [name, backend] = file.replace('.json', '').split('-') as [string, string]
  functions[name] = { ...functions[name], [backend]: summarize(JSON.parse(readFileSync(`${folder}/${file}`, 'utf8'))) }
}
/** JSON has no infinities: they are words there. */
const words = (_: string, value: unknown): unknown =>
  typeof value === 'number' && !Number.isFinite(value) ? String(value) : value
writeFileSync('src/functions/errors/measured.json', JSON.stringify(functions, words))
