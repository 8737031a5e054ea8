import { resolve } from 'node:path'
import { createJiti } from 'jiti'

/**
 * Runs a TypeScript program of this project: `node dist/cli/runTypeScript.js <program> [arguments]`. Only the project's
 * own TypeScript is transformed; Node loads packages itself (jiti's register hook would rewrite all of tfjs).
 */
const [program] = process.argv.splice(2, 1)
if (program === undefined) {
  process.stderr.write('runTypeScript: expected a program\n')
  process.exit(2)
}
await createJiti(import.meta.url).import(resolve(program))
