import { spliceData, type SpliceSet } from '../fixtures/splice/spliceData.ts'
import { type PredictionRow, predictionRows } from './predictionTable.ts'
import { combined, wellPosed, wrapped } from './trained.ts'

const { test } = spliceData()

/** The rows that nothing was trained on. */
export const testSet: SpliceSet = test

/** What each model predicts for them, each list with its largest prediction first. */
export const testRows: Readonly<Record<'combined' | 'wrapped' | 'wellPosed', readonly PredictionRow[]>> = {
  combined: predictionRows(combined, test),
  wrapped: predictionRows(wrapped, test),
  wellPosed: predictionRows(wellPosed, test),
}
