import type { Verdict } from 'overshoot'
import { outside, type PredictionRow } from './predictionTable.ts'

/** Three sentences for the asker, each resting on figures and verdicts: why, is it the sigmoid, what to change. */
export function answer(
  verdicts: readonly Verdict[],
  rows: readonly PredictionRow[],
  wrapped: readonly PredictionRow[],
  wellPosed: readonly PredictionRow[],
): string[] {
  const status = (name: string) => verdicts.find(({ claim }) => claim === name)?.status ?? 'not decided'
  const { above, below } = outside(rows)
  const top = rows[0]!
  return [
    `Why: the sigmoid ends the deep part only (its output in [0, 1]: ${status('the deep output lies in [0, 1]')}), and the model adds ` +
      `the wide part to it, which nothing bounds (${status('the wide output is unbounded')}): the largest prediction is ` +
      `${top.wide.toFixed(4)} + ${top.deep.toFixed(4)} = ${top.pval.toFixed(4)}.`,
    `Is it a misunderstanding of the sigmoid? No, of the model: a sum of a score and a probability is no probability, so ` +
      `${above + below} of ${rows.length} predictions outside [0, 1] are nothing wrong with the training; as classes at a threshold ` +
      `${percent(accuracy(rows))} of all ${rows.length} are right.`,
    `What to change: let the deep part end in a logit and put one sigmoid around the sum (in (0, 1): ` +
      `${status('with two logits summed and squashed once the output stays in (0, 1)')}; predictions ${range(wellPosed)}, ` +
      `${percent(accuracy(wellPosed))} right after as many epochs); activation='sigmoid' around the model as it stands ` +
      `(${status('wrapped in a sigmoid the output stays in (0, 1)')}) squashes the deep part twice and predicts ${range(wrapped)} only.`,
  ]
}

function accuracy(rows: readonly PredictionRow[]): number {
  return rows.filter((row) => row.pred === row.true).length / rows.length
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)}%`
}

/** From the last row to the first: they are sorted. */
function range(rows: readonly PredictionRow[]): string {
  return `from ${rows.at(-1)!.pval.toFixed(3)} to ${rows[0]!.pval.toFixed(3)}`
}
