import { type Colour, painter } from '../paint.ts'
import { onOneLine } from '../textWidth.ts'
import { wrapText } from '../wrapText.ts'
import type { BaselineReport, Change } from './change.ts'

const looks: Readonly<Record<Change['kind'], { sign: string; colour: Colour; words: string }>> = {
  worse: { sign: '✗', colour: 'red', words: 'worse' },
  better: { sign: '✓', colour: 'green', words: 'better' },
  new: { sign: '+', colour: 'yellow', words: 'new' },
}
const kinds = Object.keys(looks) as Change['kind'][]

/** What came of a baseline on one line, e.g. `1 worse, 2 new`. */
export function countChanges({ outcome, changes }: BaselineReport): string {
  if (outcome === 'recorded') return 'recorded: there was none before'
  const counts = kinds.flatMap((kind) => {
    const count = changes.filter((change) => change.kind === kind).length
    return count === 0 ? [] : [`${count} ${looks[kind].words}`]
  })
  const all = counts.length === 0 ? 'nothing has changed' : counts.join(', ')
  return outcome === 'updated' ? `updated: ${all}` : all
}

/** ✗ worse, ✓ better, + new. */
export function signOf({ kind }: Change): string {
  return looks[kind].sign
}

/** The claim that a change is about, with its place where that is known. */
export function nameOf({ claim, place }: Change): string {
  return place === undefined ? claim : `${claim} (${place})`
}

/** A change on one line: what changed, from what to what. */
export function formatChange({ what, from, to }: Change): string {
  const ends = [from, to].filter((end) => end !== undefined).join(' → ')
  return ends === '' ? what : `${what} ${ends}`
}

/** All that is to be said beside the changes, a line each; `howToUpdate` says what takes over what is better or new. */
export function baselineNotes({ outcome, changes, tolerated, notes }: BaselineReport, howToUpdate?: string): string[] {
  const open = outcome === 'compared' && changes.some(({ kind }) => kind !== 'worse')
  return [
    ...tolerated.map((claim) => `fails, as it did when it was recorded: ${claim}`),
    ...notes,
    ...(open && howToUpdate !== undefined ? [`${howToUpdate} records what is better and what is new`] : []),
  ]
}

export interface FormatOptions {
  readonly columns?: number
  readonly colour?: boolean
  readonly howToUpdate?: string
}

/**
 * What has changed since the baseline, from what to what and why, worse first, then what else is to be known. Ends
 * without a newline.
 */
export function formatBaseline(
  report: BaselineReport,
  { columns = 100, colour = false, howToUpdate }: FormatOptions = {},
): string {
  const paint = painter(colour)
  const changes = report.changes.flatMap((change) => {
    const { sign, colour: own } = looks[change.kind]
    const text = onOneLine(`${nameOf(change)}: ${formatChange(change)} (${change.why})`)
    return wrapText(`${sign} ${text}`, columns, { indent: '    ' }).map((line) => paint(own, line))
  })
  const notes = baselineNotes(report, howToUpdate).flatMap((note) =>
    wrapText(onOneLine(note), columns - 2, { indent: '  ' }).map((line) => paint('dim', `  ${line}`)),
  )
  const title = onOneLine(`baseline ${report.file}: ${countChanges(report)}`)
  return [...wrapText(title, columns, { indent: '  ' }).map((line) => paint('bold', line)), ...changes, ...notes].join(
    '\n',
  )
}
