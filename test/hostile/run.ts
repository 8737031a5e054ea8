import { tryMutants } from './certificates/tryMutants.ts'
import { type Outcome, runHostile } from './runHostile.ts'

/**
 * `npm run hostile -- [cases of each kind] [seed] [kind]`: reads thousands of broken and forged files, and prints what
 * came of them. Of kind `mutants` certificates are changed and sealed again, and what the checker accepts is held
 * against inputs: nothing of it may be false.
 */
const [count = 1000, seed = 1] = process.argv.slice(2, 4).map(Number)
const only = process.argv[4]
// prettier-ignore
const names = ['model', 'certificate', 'counterexample', 'baseline', 'verdicts', 'csv', 'table', 'command', 'onnx', 'vnnlib', 'keras', 'graph', 'saved']

function tellKind(name: string, own: readonly Outcome[]): void {
  const counts = new Map<string, number>()
  for (const { outcome } of own) counts.set(outcome, (counts.get(outcome) ?? 0) + 1)
  const words = [...counts].sort(([, a], [, b]) => b - a).map(([outcome, times]) => `${outcome} ${times}`)
  process.stdout.write(`${name}: ${own.length} cases: ${words.join(', ')}\n`)
}

async function readFiles(): Promise<number> {
  const kinds = names.filter((name) => only === undefined || name === only)
  const cases = Object.fromEntries(kinds.map((name) => [name, name === 'model' ? 2 * count : count]))
  const outcomes = await runHostile({ cases, seed, patience: 120_000 })
  const of = (name: string): Outcome[] => outcomes.filter(({ kind }) => kind === name)
  for (const name of kinds) tellKind(name, of(name))
  const faulty = outcomes.filter(({ faults }) => faults.length > 0)
  process.stdout.write(`${outcomes.length} cases with seed ${seed}, ${faulty.length} faults\n`)
  for (const { kind, n, how, faults } of faulty) process.stdout.write(`${kind} ${n} (${how}): ${faults.join('; ')}\n`)
  return faulty.length
}

function changeCertificates(): number {
  const { mutants, accepted, faults } = tryMutants(count, seed)
  process.stdout.write(`mutants: ${mutants} with seed ${seed}: ${accepted} accepted, ${faults.length} of them false\n`)
  for (const fault of faults) process.stdout.write(`${fault}\n`)
  return faults.length
}

const faults = (only === 'mutants' ? 0 : await readFiles()) + (only && only !== 'mutants' ? 0 : changeCertificates())
process.exitCode = faults > 0 ? 1 : 0
