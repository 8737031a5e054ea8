import { runHostile } from './runHostile.laws.ts'

/** `npm run hostile -- [cases of each kind] [seed]`: reads thousands of broken and forged files, and prints what came of them. */
const [count = 1000, seed = 1] = process.argv.slice(2).map(Number)
// prettier-ignore
const names = ['model', 'certificate', 'counterexample', 'baseline', 'verdicts', 'csv', 'table', 'command', 'onnx', 'vnnlib']
const outcomes = await runHostile({
  cases: Object.fromEntries(names.map((name) => [name, name === 'model' ? 2 * count : count])),
  seed,
  patience: 120_000,
})
for (const name of names) {
  const own = outcomes.filter(({ kind }) => kind === name)
  const counts = new Map<string, number>()
  for (const { outcome } of own) counts.set(outcome, (counts.get(outcome) ?? 0) + 1)
  const words = [...counts].sort(([, a], [, b]) => b - a).map(([outcome, times]) => `${outcome} ${times}`)
  process.stdout.write(`${name}: ${own.length} cases: ${words.join(', ')}\n`)
}
const faulty = outcomes.filter(({ faults }) => faults.length > 0)
process.stdout.write(`${outcomes.length} cases with seed ${seed}, ${faulty.length} faults\n`)
for (const { kind, n, how, faults } of faulty) process.stdout.write(`${kind} ${n} (${how}): ${faults.join('; ')}\n`)
process.exitCode = faulty.length > 0 ? 1 : 0
