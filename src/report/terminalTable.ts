import type { Verdict, Example } from '../claim/verdict.ts'
import { alignRow, type Column, columnWidths } from './alignTable.ts'
import { countVerdicts } from './countVerdicts.ts'
import { formatCoverage } from './formatCoverage.ts'
import { formatNotes, formatWarnings } from './formatNotes.ts'
import { formatCertified, formatObserved } from './formatRange.ts'
import { formatSeconds } from './formatSeconds.ts'
import { painter } from './paint.ts'
import { statusWords } from './statusWords.ts'
import { onOneLine } from './textWidth.ts'
import { wrapText } from './wrapText.ts'
import { describeValues } from '../claim/describeValues.ts'
import { describeOutputs, judgedWord } from '../claim/judgedWord.ts'
import { formatExact } from './formatNumber.ts'

export interface TableOptions {
  /** Terminal columns to fit into; 100 if not given. Below about 80 the table is wider than asked. */
  columns?: number
  /** Colour codes or none; none if not given. */
  colour?: boolean
  /** Are verdicts that fail explained elsewhere? Then they have a row and no lines below it. False if not given. */
  explained?: boolean
}

const columns: readonly Column[] = [
  { title: 'status', narrowest: 13, shrink: 3, indent: '  ' },
  { title: 'claim', narrowest: 20, shrink: 4, lines: 4 },
  { title: 'by' },
  { title: 'observed', narrowest: 'word', shrink: 2, indent: ' ' },
  { title: 'certified', narrowest: 'word', shrink: 1, indent: ' ' },
  { title: 'time', align: 'right' },
  { title: 'backend' },
]
const DETAIL_INDENT = '    '

/**
 * The verdict table: a row for each claim, in the order given, with its counterexample or witness below it, or what is
 * still open, and notes; then warnings and the counts. Ends of ranges are rounded outwards. Ends without a newline.
 */
export function terminalTable(verdicts: readonly Verdict[], options: TableOptions = {}): string {
  const width = options.columns ?? 100
  const paint = painter(options.colour ?? false)
  const rows = verdicts.map(cellsOf)
  const widths = columnWidths(columns, rows, width)
  const lines = verdicts.flatMap((verdict, i) => [
    ...alignRow(columns, rows[i]!, widths, (text, column) =>
      column === 0 ? paint(statusWords(verdict).colour, text) : text,
    ),
    ...(options.explained === true && !verdict.passed ? [] : detail(verdict, width)).map((line) => paint('dim', line)),
  ])
  const titles = columns.map(({ title }) => title)
  const header = alignRow(columns, titles, widths, (text) => paint('bold', text))
  const warnings = formatWarnings(verdicts).flatMap((text) => wrapText(onOneLine(text), width, { indent: '  ' }))
  const below = warnings.length > 0 ? ['', ...warnings.map((line) => paint('yellow', line))] : []
  return [...header, ...lines, ...below, '', countVerdicts(verdicts)].join('\n')
}

function cellsOf(verdict: Verdict): string[] {
  const { sign, words } = statusWords(verdict)
  return [
    `${sign} ${words}`,
    onOneLine(verdict.claim),
    verdict.by,
    formatObserved(verdict),
    formatCertified(verdict),
    formatSeconds(verdict.seconds),
    verdict.backend,
  ]
}

function detail(verdict: Verdict, width: number): string[] {
  const decided = verdict.passed && verdict.status !== 'survived'
  const texts = [
    formatExample(verdict) ?? (decided ? undefined : verdict.reason),
    ...formatNotes(verdict),
    formatCoverage(verdict),
  ]
  return texts
    .filter((text) => text !== undefined)
    .flatMap((text) => wrapText(onOneLine(text), width - DETAIL_INDENT.length, { lines: 4 }))
    .map((line) => DETAIL_INDENT + line)
}

/** Of many numbers that are not 0, how many a table shows. */
const LISTED = 4

/** A verdict's counterexample or witness on one line, with the parts of its output; undefined where it has neither. */
function formatExample({ counterexample, witness, parts, holds }: Verdict): string | undefined {
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
