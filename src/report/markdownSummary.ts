import { explainVerdict } from '../claim/explainVerdict.ts'
import type { Verdict } from '../claim/verdict.ts'
import { countVerdicts } from './countVerdicts.ts'
import { escapeHtml, escapeMarkdown } from './escapeMarkdown.ts'
import { formatCertified, formatObserved } from './formatRange.ts'
import { statusWords } from './statusWords.ts'

/** What GitHub takes as the summary of one step: https://docs.github.com/actions, "Step isolation and limits". */
export const SUMMARY_BYTES: number = 2 ** 20

/** Kept for the line that says what is left out. */
const RESERVE = 200

/**
 * The verdict table as GitHub's Markdown, with the explanation of each verdict that fails below it, folded. All text of
 * verdicts stays text. Where it takes more than `bytes` in UTF-8, verdicts that pass are left out first, and a line says
 * how many; empty where not even that has room.
 */
export function markdownSummary(verdicts: readonly Verdict[], bytes: number = SUMMARY_BYTES): string {
  const head = [
    `### Overshoot: ${escapeMarkdown(countVerdicts(verdicts))}`,
    '',
    '| status | claim | by | observed | certified |',
    '| :-- | :-- | :-- | :-- | :-- |',
    '',
  ].join('\n')
  const room = bytes - Buffer.byteLength(head) - RESERVE
  if (room < 0) return ''
  const failing = verdicts.filter(({ passed }) => !passed)
  const rows = verdicts.map((verdict) => ({ text: rowOf(verdict), passed: verdict.passed }))
  const details = failing.map((verdict) => ({ text: detailOf(verdict) }))
  const [passing, first] = [rows.filter(({ passed }) => passed), rows.filter(({ passed }) => !passed)]
  const kept = thatFit([...first, ...details, ...passing], room)

  const [shownRows, shownDetails] = [rows, details].map((pieces) => pieces.filter((piece) => kept.has(piece)))
  const left = [rows.length - shownRows!.length, details.length - shownDetails!.length] as const
  const cut = `\n${left[0]} rows and ${left[1]} explanations are left out: there is room for ${bytes} bytes.\n`
  const texts = [...shownRows!, ...(left[0] + left[1] > 0 ? [{ text: cut }] : []), ...shownDetails!]
  return `${head}${texts.map(({ text }) => text).join('')}\n`
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

function rowOf(verdict: Verdict): string {
  const { sign, words } = statusWords(verdict)
  const cells = [`${sign} ${words}`, verdict.claim, verdict.by, formatObserved(verdict), formatCertified(verdict)]
  return `| ${cells.map(escapeMarkdown).join(' | ')} |\n`
}

/** Blank lines around `<pre>` make it a block of its own, in which blank lines of the text end nothing. */
function detailOf(verdict: Verdict): string {
  const title = `<details><summary>${escapeMarkdown(verdict.claim)}</summary>`
  return `\n${title}\n\n<pre>${escapeHtml(explainVerdict(verdict))}</pre>\n\n</details>\n`
}
