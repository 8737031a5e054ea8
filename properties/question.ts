import { fileURLToPath } from 'node:url'
import type { Verdict } from 'overshoot'
import type { Subject } from 'overshoot/cli'
import { loadTrained } from '../fixtures/models.ts'
import { spliceData } from '../fixtures/splice/spliceData.ts'
import { answer } from './answer.ts'
import { outside, predictionRows, predictionTable } from './predictionTable.ts'
import claims from './question.claims.ts'

/** The trained model's predictions as the question prints them, all claims about it, and the answer. */
export async function question(): Promise<Subject> {
  const { test } = spliceData()
  const rows = predictionRows(await loadTrained('question'), test)
  const remedies = await Promise.all(
    (['sigmoid', 'well-posed'] as const).map(async (name) => predictionRows(await loadTrained(name), test)),
  )
  const { above, below, of } = outside(rows)
  const left = `${above} of ${of} predictions (${((100 * above) / of).toFixed(1)}%) are above 1, ${below} (${((100 * below) / of).toFixed(1)}%) below 0.`
  return {
    claims,
    source: () => fileURLToPath(new URL('question.claims.ts', import.meta.url)),
    before: `The question's model on the test rows, largest prediction first; pval = wide + deep\n\n${predictionTable(rows)}\n\n${left}`,
    after: (verdicts: readonly Verdict[]) => answer(verdicts, rows, remedies[0]!, remedies[1]!).join('\n'),
    json: { predictions: rows, outside: { above, below, of } },
  }
}
