import type { WideDeepModel } from 'overshoot'
import { predictions } from '../fixtures/models/figures.ts'
import type { SpliceSet } from '../fixtures/splice/spliceData.ts'

/** One row of the question's table, with the two parts that its `pval` is the sum of. */
export interface PredictionRow {
  /** Place in the data file, from 1. */
  readonly row: number
  readonly true: number
  readonly pred: number
  readonly pval: number
  /** The raw score, in bits; the model gets it scaled. */
  readonly dplus: number
  readonly wide: number
  readonly deep: number
}

/** What the model predicts for the rows, largest `pval` first; `pred` is 1 above the threshold. */
export function predictionRows(model: WideDeepModel, set: SpliceSet, threshold = 0.5): PredictionRow[] {
  const { output, wide, deep } = predictions(model, set)
  return Array.from(output, (pval, i) => ({
    row: set.rows[i]!,
    true: set.label[i]!,
    pred: pval > threshold ? 1 : 0,
    pval,
    dplus: set.dplusRaw[i]!,
    wide: wide[i]!,
    deep: deep[i]!,
  })).sort((a, b) => b.pval - a.pval)
}

const columns = ['row', 'true', 'pred', 'pval', 'dplus', 'wide', 'deep'] as const

/**
 * The first and last `ends` rows as the question prints them; seven decimals, so that wide + deep is pval to 1e-6 in
 * print too.
 */
export function predictionTable(rows: readonly PredictionRow[], ends = 5): string {
  const cells = (one: PredictionRow) => [
    String(one.row),
    String(one.true),
    String(one.pred),
    one.pval.toFixed(7),
    one.dplus.toFixed(5),
    one.wide.toFixed(7),
    one.deep.toFixed(7),
  ]
  const gap = columns.map(() => '…')
  const table = [[...columns], ...rows.slice(0, ends).map(cells), gap, ...rows.slice(-ends).map(cells)]
  const widths = columns.map((_, i) => Math.max(...table.map((line) => line[i]!.length)))
  return table.map((line) => line.map((cell, i) => cell.padStart(widths[i]!)).join('  ')).join('\n')
}

/** How many predictions leave [0, 1]. */
export function outside(rows: readonly PredictionRow[]): { above: number; below: number; of: number } {
  return {
    above: rows.filter(({ pval }) => pval > 1).length,
    below: rows.filter(({ pval }) => pval < 0).length,
    of: rows.length,
  }
}
