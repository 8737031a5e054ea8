import { defined } from '../../defined.ts'
import type { Predictions, ReportData } from './reportData.ts'

/** What a page carries of its report for scripts, each thing once and numbers no longer than they need be. */
export interface EmbeddedData extends Pick<ReportData, 'playground' | 'alphabets'> {
  readonly predictions?: EmbeddedPredictions
}

/** Rows are most of a large page: a column that is an input too is only named. */
export interface EmbeddedPredictions extends Omit<Predictions, 'columns'> {
  readonly columns: readonly (Predictions['columns'][number] | { readonly name: string; readonly input: string })[]
}

/** What to embed of a report. Numbers of rows keep the float32 that they are next to; all others stay as they are. */
export function embeddedData({ predictions, playground, alphabets }: ReportData): EmbeddedData {
  return defined({ predictions: predictions && embeddedPredictions(predictions), playground, alphabets })
}

function embeddedPredictions(predictions: Predictions): EmbeddedPredictions {
  const { x, y, output, others, columns, inputs = {} } = predictions
  const short = (values: readonly number[]) => values.map(shortened)
  const named = columns.map(({ name, values }) => {
    const input = Object.keys(inputs).find((one) => areSame(inputs[one]!, values))
    return input === undefined ? { name, values: values.map(shortenedNumber) } : { name, input }
  })
  return {
    ...predictions,
    x: { ...x, values: short(x.values) },
    y: { ...y, values: short(y.values) },
    output: { ...output, values: short(output.values) },
    others: others.map((one) => ({ ...one, values: short(one.values) })),
    columns: named,
    ...defined({
      inputs:
        predictions.inputs &&
        Object.fromEntries(Object.entries(inputs).map(([name, values]) => [name, values.map(shortenedNumber)])),
    }),
  }
}

function areSame(some: readonly (number | string)[], others: readonly (number | string)[]): boolean {
  return some.length === others.length && some.every((value, i) => Object.is(value, others[i]))
}

function shortenedNumber(value: number | string): number | string {
  return typeof value === 'number' ? shortened(value) : value
}

/** The number of fewest digits that rounds to the same float32: at most nine, where a float64 may take seventeen. */
function shortened(value: number): number {
  const wanted = Math.fround(value)
  if (!Number.isFinite(wanted) || wanted === 0 || Number.isInteger(value)) return value
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits))
    if (Math.fround(short) === wanted) return short
  }
  return Number(value.toPrecision(9))
}
