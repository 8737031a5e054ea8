import type { Statement } from '../src/report/page/reportData.ts'
import { wrapText } from '../src/report/wrapText.ts'

const signs: Readonly<Record<Statement['status'], string>> = { proved: '✓', refuted: '✗', survived: '?', vacuous: '?' }
const width = 100
const indent = ' '.repeat(4)

/** The statements for the terminal: number, sign, status and text; why; and what is true instead. */
export function printStatements(statements: readonly Statement[]): string {
  const below = (text: string): string[] => wrapText(text, width - indent.length).map((line) => indent + line)
  return statements
    .flatMap(({ text, status, reason, instead }, i) => [
      ...wrapText(`${i + 1} ${signs[status]} ${status}: ${text}`, width, { indent }),
      ...below(reason),
      ...(instead === undefined ? [] : below(`Instead: ${instead}`)),
    ])
    .join('\n')
}
