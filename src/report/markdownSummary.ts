import { explainVerdict } from '../claim/explainVerdict.ts'
import type { Undecided } from '../claim/undecided.ts'
import type { Verdict } from '../claim/verdict.ts'
import type { BaselineReport, Change } from './baseline/change.ts'
import { baselineNotes, countChanges, formatChange, nameOf, signOf } from './baseline/formatBaseline.ts'
import { countVerdicts } from './countVerdicts.ts'
import { escapeHtml, escapeMarkdown } from './escapeMarkdown.ts'
import { formatCertified, formatObserved } from './formatRange.ts'
import { statusWords } from './statusWords.ts'

/** What GitHub takes as the summary of one step: https://docs.github.com/actions, "Step isolation and limits". */
export const SUMMARY_BYTES: number = 2 ** 20

/** Kept for the line that says what is left out. */
const RESERVE = 200

/** What a summary says beside the verdicts, and how long it may be. */
export interface SummaryOptions {
  readonly bytes?: number
  readonly baseline?: BaselineReport
  /** Claims that came to no verdict. */
  readonly errors?: readonly Undecided[]
}

/**
 * The verdict table as GitHub's Markdown, with the explanation of each verdict that fails below it, folded, and above
 * it what has changed since the baseline. All text of verdicts stays text. Where it takes more than `bytes` in UTF-8,
 * what is worse than the baseline is kept first and verdicts that pass are left out first, and a line says how many;
 * empty where not even that has room.
 */
export function markdownSummary(
  verdicts: readonly Verdict[],
  { bytes = SUMMARY_BYTES, baseline, errors = [] }: SummaryOptions = {},
): string {
  const without = errors.length > 0 ? `, ${errors.length} without a verdict` : ''
  const title = `### Overshoot: ${escapeMarkdown(countVerdicts(verdicts) + without)}\n\n`
  const changesHead = baseline ? headOf(baseline) : ''
  const head = ['| status | claim | by | observed | certified |', '| :-- | :-- | :-- | :-- | :-- |', ''].join('\n')
  const room = bytes - Buffer.byteLength(title + changesHead + head) - RESERVE
  if (room < 0) return ''

  const changes = (baseline?.changes ?? []).map((change) => ({
    text: changeRow(change),
    worse: change.kind === 'worse',
  }))
  const notes = baseline ? baselineNotes(baseline).map((note) => ({ text: `\n- ${escapeMarkdown(note)}` })) : []
  const rows = verdicts.map((verdict) => ({ text: rowOf(verdict), passed: verdict.passed }))
  const ends = errors.map((one) => ({ text: errorRow(one) }))
  const details = verdicts.filter(({ passed }) => !passed).map((verdict) => ({ text: detailOf(verdict) }))
  const [worse, others] = [changes.filter((one) => one.worse), changes.filter((one) => !one.worse)]
  const [passing, failing] = [rows.filter(({ passed }) => passed), rows.filter(({ passed }) => !passed)]
  const kept = thatFit([...ends, ...worse, ...failing, ...details, ...others, ...notes, ...passing], room)

  const all = { changes, notes, errors: ends, rows, explanations: details }
  const left = Object.entries(all).flatMap(([name, pieces]) => {
    const count = pieces.filter((piece) => !kept.has(piece)).length
    return count === 0 ? [] : [`${count} ${name}`]
  })
  const cut = left.length > 0 ? `\nLeft out: ${left.join(', ')}. There is room for ${bytes} bytes.\n` : ''
  const shown = (pieces: readonly Piece[]) => pieces.flatMap((piece) => (kept.has(piece) ? [piece.text] : [])).join('')
  const since = baseline ? `${changesHead}${shown(changes)}${shown(notes)}\n\n` : ''
  return `${title}${since}${head}${shown(ends)}${shown(rows)}${cut}${shown(details)}\n`
}

interface Piece {
  readonly text: string
}

/** Those of the pieces, the first ones first, that together take no more than `bytes`. */
function thatFit(pieces: readonly Piece[], bytes: number): Set<Piece> {
  let room = bytes
  return new Set(
    pieces.filter(({ text }) => {
      const size = Buffer.byteLength(text)
      if (size > room) return false
      room -= size
      return true
    }),
  )
}

function headOf(baseline: BaselineReport): string {
  const title = `Baseline ${escapeMarkdown(baseline.file)}: ${escapeMarkdown(countChanges(baseline))}\n`
  return baseline.changes.length === 0 ? title : `${title}\n| | claim | change | why |\n| :-- | :-- | :-- | :-- |\n`
}

function changeRow(change: Change): string {
  return tableRow([`${signOf(change)} ${change.kind}`, nameOf(change), formatChange(change), change.why])
}

function rowOf(verdict: Verdict): string {
  const { sign, words } = statusWords(verdict)
  return tableRow([`${sign} ${words}`, verdict.claim, verdict.by, formatObserved(verdict), formatCertified(verdict)])
}

function errorRow({ claim, code, message }: Undecided): string {
  return tableRow(['✗ no verdict', claim, code, message, ''])
}

function tableRow(cells: readonly string[]): string {
  return `| ${cells.map(escapeMarkdown).join(' | ')} |\n`
}

/** Blank lines around `<pre>` make it a block of its own, in which blank lines of the text end nothing. */
function detailOf(verdict: Verdict): string {
  const title = `<details><summary>${escapeMarkdown(verdict.claim)}</summary>`
  return `\n${title}\n\n<pre>${escapeHtml(explainVerdict(verdict))}</pre>\n\n</details>\n`
}
