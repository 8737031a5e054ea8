import type { Verdict } from 'overshoot'
import { spliceData } from '../fixtures/splice/spliceData.ts'
import type { ReportParts } from 'overshoot/cli'
import type { Predictions } from '../src/report/page/reportData.ts'
import { answer } from './answer.ts'
import type { PredictionRow } from './predictionTable.ts'
import { statements } from './statements.ts'
import { testRows, testSet } from './testRows.ts'
import { combined, wellPosed, wrapped } from './trained.ts'

/** The answer in brief, the seven statements, every test row, and the models to try. */
export function report(verdicts: readonly Verdict[]): ReportParts {
  const [top] = testRows.combined
  const index = placeOf(top!)
  const { scale } = spliceData()
  return {
    title: 'Why does a wide & deep model predict above 1, and can it be trusted?',
    lead: answer(verdicts, testRows.combined, testRows.wrapped, testRows.wellPosed),
    statements: statements(verdicts),
    predictions: testPredictions(),
    playground: {
      caption:
        'Change the score and the letters: the deep output stays in [0, 1], the wide one goes where it likes, and their sum with it.',
      models: {
        deep: combined.deep,
        wide: combined.linear,
        combined,
        'sigmoid-wrapped': wrapped,
        'well-posed': wellPosed,
      },
      inputs: {
        dplus: { start: testSet.dplus[index]!, unit: { name: 'bits', ...scale } },
        sequence: { start: testSet.letters[index]! },
      },
    },
  }
}

/** The test rows with the largest prediction first, as the question sorts them. */
function testPredictions(): Predictions {
  const rows = testRows.combined
  const places = rows.map(placeOf)
  const column = (name: 'wide' | 'deep' | 'pval') => ({ name, values: rows.map((row) => row[name]) })
  const same = (name: string, others: readonly PredictionRow[]) => {
    const byRow = new Map(others.map(({ row, pval }) => [row, pval]))
    return { name, values: rows.map(({ row }) => byRow.get(row)!) }
  }
  return {
    caption: `The ${rows.length} sequences that the model was not trained on; pval = wide + deep.`,
    x: column('wide'),
    y: column('deep'),
    output: column('pval'),
    range: [0, 1],
    truth: { name: 'splice junction', classes: ['NO', 'YES'], values: rows.map((row) => row.true) },
    columns: [
      { name: 'row', values: rows.map(({ row }) => row) },
      { name: 'pred', values: rows.map(({ pred }) => pred) },
      { name: 'dplus', values: rows.map(({ dplus }) => dplus) },
      { name: 'sequence', values: places.map((place) => testSet.letters[place]!) },
    ],
    others: [same('sigmoid-wrapped', testRows.wrapped), same('well-posed', testRows.wellPosed)],
    inputs: {
      dplus: places.map((place) => testSet.dplus[place]!),
      sequence: places.map((place) => testSet.letters[place]!),
    },
  }
}

/** Where in the test set a row stands. */
function placeOf({ row }: PredictionRow): number {
  return testSet.rows.indexOf(row)
}
