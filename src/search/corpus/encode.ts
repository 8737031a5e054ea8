import { shortest32, toBits32, toBits64 } from '../../numeric/float32.ts'
import { printJson } from '../../files/printJson.ts'
import { toLetters } from './letters.ts'
import { toBitRuns, toRuns } from './runs.ts'
import type { StoredCounterexample, StoredInput } from './storedCounterexample.ts'

/** What the files look like; another number when old readers would misread them. */
export const FORMAT = 1

/** Numbers and letters that are listed with what they matter: a file stays small. */
const LISTED = 1000

/**
 * A counterexample as the text of its file: JSON in which numbers are readable and exact at once. `decode` is the
 * inverse.
 */
export function encode(counterexample: StoredCounterexample): string {
  const { id, claim, holds, source, model, inputs, output, outputs, parts, minimal, distance } = counterexample
  const { path, matters, backend, versions, found } = counterexample
  // Margins are float64 numbers, which are written as they are.
  const [shortest, toBits] = outputs ? [(value: number) => value, toBits64] : [shortest32, toBits32]
  return printJson({
    format: FORMAT,
    id,
    claim,
    holds,
    source,
    model,
    inputs: inputs.map(encodeInput),
    output: { value: shortest(output), bits: toBits(output) },
    outputs: outputs?.map(shortest32),
    parts: parts && Object.fromEntries(Object.entries(parts).map(([name, value]) => [name, shortest32(value)])),
    minimal,
    distance,
    path: path.map((step) => ({ distance: step.distance, output: shortest(step.output) })),
    matters: matters.slice(0, LISTED).map((matter) => ({
      ...matter,
      value: shortest32(matter.value),
      simplest: shortest32(matter.simplest),
      without: shortest(matter.without),
    })),
    backend,
    versions,
    found,
  })
}

/** Letters say a one-hot sequence exactly; other numbers are written for people, and as the bits that count. */
function encodeInput({ name, shape, domain, values }: StoredInput): object {
  const letters = toLetters(values, shape)
  const numbers = letters === undefined ? { values: toRuns(values), bits: toBitRuns(values) } : { letters }
  return { name, shape, domain, ...numbers }
}
