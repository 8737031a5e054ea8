import type { Example, Verdict } from '../claim/verdict.ts'
import { formatExact } from './formatNumber.ts'

/** More numbers than this are counted, not listed. */
const LISTED = 4

/** A verdict's counterexample or witness on one line, with the parts of its output; undefined where it has neither. */
export function formatExample({ counterexample, witness, parts }: Verdict): string | undefined {
  if (counterexample) return describe('counterexample', counterexample, parts)
  return witness && describe('witness', witness, parts)
}

function describe(kind: string, example: Example, parts: Record<string, number> | undefined): string {
  const inputs = Object.entries(example.inputs).map(([name, values]) => `${name} ${describeValues(values)}`)
  const terms = Object.entries(parts ?? {}).map(([name, value]) => `${name} ${formatExact(value)}`)
  return [
    `${kind} ${example.id}${example.minimal ? '' : ' (not minimal)'}: ${inputs.join(', ')};`,
    `output ${formatExact(example.output)}`,
    ...(terms.length > 0 ? [`(${terms.join(', ')})`] : []),
  ].join(' ')
}

function describeValues(values: readonly number[]): string {
  if (values.length === 1) return formatExact(values[0]!)
  if (values.length <= LISTED) return `[${values.map(formatExact).join(', ')}]`
  const zeros = values.filter((value) => value === 0).length
  return `(${values.length} numbers, ${values.length - zeros} not 0)`
}
