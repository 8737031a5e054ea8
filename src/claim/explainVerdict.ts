import { describeValues } from './describeValues.ts'
import type { Coverage } from './cover.ts'
import { describeOutputs, judgedWord } from './judgedWord.ts'
import { pasteInputs } from './pasteInputs.ts'
import type { Example, Stopped, Verdict } from './verdict.ts'

/** What a verdict means, in a few lines for people: the status and why, the example with its parts, both ranges. */
export function explainVerdict(verdict: Verdict): string {
  const { claim, status, by, reason, counterexample, witness, observed, certified } = verdict
  const example = counterexample ?? witness
  const margins = verdict.margin ? 'margins ' : ''
  return [
    `${claim}: ${status} (by ${by}${verdict.passed ? '' : failure(verdict)})`,
    `  ${reason}`,
    ...line('about', verdict.about),
    ...(example ? describeExample(counterexample ? 'counterexample' : 'witness', example, verdict.parts) : []),
    ...line('replay', verdict.replay),
    ...(verdict.fixed ?? []).map((id) => `  fixed     counterexample ${id} fails no more`),
    `  observed  ${margins}[${observed.join(', ')}] in ${verdict.cases} ${verdict.cases === 1 ? 'case' : 'cases'}${verdict.flaky > 0 ? `, ${verdict.flaky} flaky` : ''}`,
    ...(verdict.coverage ?? []).map(describeCoverage),
    `  certified ${margins}[${certified.join(', ')}]${verdict.nan === 'impossible' ? '' : ', or NaN'}`,
    ...line('proof', verdict.certificate),
    ...(decidedByBounds(verdict) ? (verdict.restsOn ?? []) : []).map((one) => `  rests on  ${one}`),
    ...line('stopped', verdict.stopped && stops[verdict.stopped]),
    `  backend ${verdict.backend}, seed ${verdict.seed}, ${verdict.seconds.toFixed(3)} s`,
    ...(verdict.warnings ?? []).map((warning) => `  warning: ${warning}`),
  ].join('\n')
}

function line(label: string, text: string | undefined): string[] {
  return text === undefined ? [] : [`  ${label.padEnd(9)} ${text}`]
}

const stops: Readonly<Record<Stopped, string>> = {
  time: 'when the time was up: more seconds may decide it',
  cases: 'when all cases had been tried: more cases may decide it',
  regions: 'when all regions had been bounded that were to be: more regions may decide it',
  signal: 'by a signal',
}

function decidedByBounds({ by }: Verdict): boolean {
  return by === 'bounds' || by === 'sequences'
}

/** What of a verdict that does not pass its status does not say. */
function failure({ expect, demand, status }: Verdict): string {
  if (expect === 'refuted') return ', expected to be refuted'
  if (demand === 'proof' && status === 'survived') return ', a proof is demanded'
  return status === 'vacuous' ? ', a demanded share of cases was not reached' : ''
}

function describeCoverage({ label, share, demanded, met, cases }: Coverage): string {
  const demand = demanded === 0 ? '' : `, at least ${demanded} demanded${met ? '' : ': not reached'}`
  return `  covered   "${label}" in ${share} of ${cases} random cases${demand}`
}

function describeExample(label: string, example: Example, parts: Record<string, number> | undefined): string[] {
  const inputs = Object.entries(example.inputs).map(([name, values]) => `    ${name} = ${describeValues(values)}`)
  const pasted = pasteInputs(example.inputs)
  const sum = parts && Object.entries(parts).map(([name, value]) => `${name} ${value}`)
  const beside = sum ? sum.join(', ') : describeOutputs(example)
  const shrunk = example.minimal ? 'minimal' : 'not shrunk to the end'
  return [
    `  ${label}${label === 'witness' ? '' : ` ${example.id}`} (${shrunk}; ${example.distance} away from the simplest input):`,
    ...inputs,
    ...(pasted === undefined ? [] : [`    to paste: ${pasted}`]),
    `    ${judgedWord(example)} = ${example.output}${beside === undefined ? '' : ` (${beside})`}`,
  ]
}
