import { backendDescription } from 'overshoot'
import { acasxu } from './acasxu.ts'
import { activations } from './activationsBench.ts'
import { budget } from './budget.ts'
import { tableOf } from './measure.ts'
import { page } from './page.ts'
import { proof } from './proof.ts'
import { search } from './search.ts'
import { structure } from './structure/structure.ts'

/** `npm run bench -- <name>`: runs one benchmark and prints its table. */
const benchmarks = { acasxu, activations, budget, page, proof, search, structure }

const name = process.argv[2] ?? ''
if (Object.hasOwn(benchmarks, name)) {
  process.stdout.write(`backend ${backendDescription()}, node ${process.version}\n`)
  process.stdout.write(`${tableOf(await benchmarks[name as keyof typeof benchmarks](process.argv.slice(3)))}\n`)
} else {
  const known = Object.keys(benchmarks).join(', ')
  process.stderr.write(`bench: expected one of ${known}, received ${JSON.stringify(name)}\n`)
  process.exitCode = 2
}
