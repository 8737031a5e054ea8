import { formatSeconds } from '../../report/formatSeconds.ts'
import type { Instance } from './instances.ts'
import type { Outcome } from './runInstance.ts'

/** An instance and what it came to. */
export interface Decided {
  readonly instance: Instance
  readonly outcome: Outcome
}

/** Was it solved, as far as is known rightly? */
export function isSolved({ outcome: { result } }: Decided): boolean {
  return result === 'sat' || result === 'unsat'
}

/** Does the answer contradict what is expected? */
export function isWrong(decided: Decided): boolean {
  const { expected } = decided.instance
  return isSolved(decided) && expected !== undefined && expected !== decided.outcome.result
}

/** One line of the table, as it is printed when an instance is through. */
export function instanceLine(decided: Decided, index: number, count: number): string {
  const { instance, outcome } = decided
  const width = String(count).length
  const cells = [
    `${String(index + 1).padStart(width)}/${count}`,
    outcome.result.padEnd(7),
    formatSeconds(outcome.seconds).padStart(8),
    `${instance.onnx} ${instance.vnnlib}`,
  ]
  const reason = outcome.reason === '' ? '' : `: ${outcome.reason}`
  const contradiction = isWrong(decided) ? ` WRONG: ${instance.expected} is expected` : ''
  return `${cells.join('  ')}${contradiction}${reason}`
}

/** What all came to. */
export function benchmarkSummary(all: readonly Decided[]): string {
  const of = (result: Outcome['result']) => all.filter(({ outcome }) => outcome.result === result).length
  const solved = all.filter(isSolved)
  const times = solved.map(({ outcome }) => outcome.seconds).sort((a, b) => a - b)
  const total = all.reduce((sum, { outcome }) => sum + outcome.seconds, 0)
  const expected = all.filter(({ instance }) => instance.expected !== undefined)
  const right = expected.filter((one) => isSolved(one) && !isWrong(one)).length
  const middle = times.length === 0 ? undefined : (times[(times.length - 1) >> 1]! + times[times.length >> 1]!) / 2
  return [
    `solved ${solved.length} of ${all.length}: ${of('sat')} sat, ${of('unsat')} unsat; ` +
      `${of('unknown')} unknown, ${of('timeout')} timeout, ${of('error')} error`,
    ...(expected.length > 0
      ? [`expected: ${right} of ${expected.length} right, ${all.filter(isWrong).length} wrong`]
      : []),
    `time: ${formatSeconds(total)} in all` +
      (middle === undefined
        ? ''
        : `; solved: median ${formatSeconds(middle)}, longest ${formatSeconds(times.at(-1)!)}`),
  ].join('\n')
}
