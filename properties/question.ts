import { fileURLToPath } from 'node:url'
import type { Verdict } from 'overshoot'
import type { Subject } from 'overshoot/cli'
import { answer } from './answer.ts'
import answerClaims from './answer.claims.ts'
import { outside, predictionTable } from './predictionTable.ts'
import { printStatements } from './printStatements.ts'
import questionClaims, { data } from './question.claims.ts'
import { report } from './report.ts'
import { statements } from './statements.ts'
import { testRows } from './testRows.ts'

const module = (name: string): string => fileURLToPath(new URL(name, import.meta.url))

/**
 * The trained model's predictions as the question prints them, all claims of question and answer, and what they come
 * to.
 */
export function question(): Subject {
  const { combined: rows, wrapped, wellPosed } = testRows
  const { above, below, of } = outside(rows)
  const left = `${above} of ${of} predictions (${((100 * above) / of).toFixed(1)}%) are above 1, ${below} (${((100 * below) / of).toFixed(1)}%) below 0.`
  return {
    claims: [...questionClaims, ...answerClaims],
    source: (claim) => module(answerClaims.includes(claim) ? 'answer.claims.ts' : 'question.claims.ts'),
    data,
    report,
    before: `The question's model on the test rows, largest prediction first; pval = wide + deep\n\n${predictionTable(rows)}\n\n${left}`,
    after: (verdicts: readonly Verdict[]) =>
      [
        'The answer, claim by claim:',
        '',
        printStatements(statements(verdicts)),
        '',
        ...answer(verdicts, rows, wrapped, wellPosed),
      ].join('\n'),
    json: (verdicts) => ({ statements: statements(verdicts), predictions: rows, outside: { above, below, of } }),
  }
}
