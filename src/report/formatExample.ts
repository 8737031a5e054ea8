import { describeValues } from '../claim/describeValues.ts'
import { describeOutputs, judgedWord } from '../claim/judgedWord.ts'
import type { Example, Verdict } from '../claim/verdict.ts'
import { formatExact } from './formatNumber.ts'

/** Of many numbers that are not 0, how many a table shows. */
const LISTED = 4

/** A verdict's counterexample or witness on one line, with the parts of its output; undefined where it has neither. */
export function formatExample({ counterexample, witness, parts, holds }: Verdict): string | undefined {
  if (counterexample) return describe(`counterexample ${counterexample.id}`, counterexample, parts)
  // One output cannot be beyond every bound: it is the largest on the way there.
  const kind = holds === 'unbounded' ? 'witness (float32 ends here, the growth does not)' : 'witness'
  return witness && describe(kind, witness, parts)
}

function describe(kind: string, example: Example, parts: Record<string, number> | undefined): string {
  const inputs = Object.entries(example.inputs).map(([name, values]) => `${name} ${describeValues(values, LISTED)}`)
  const terms = Object.entries(parts ?? {}).map(([name, value]) => `${name} ${formatExact(value)}`)
  const beside = terms.length > 0 ? terms.join(', ') : describeOutputs(example, LISTED)
  return [
    `${kind}${example.minimal ? '' : ' (not minimal)'}: ${inputs.join(', ')};`,
    `${judgedWord(example)} ${formatExact(example.output)}`,
    ...(beside === undefined ? [] : [`(${beside})`]),
  ].join(' ')
}
