import { defined } from '../../../defined.ts'
import type { EmbeddedData, EmbeddedPredictions } from '../embeddedData.ts'
import type { Playground, PlaygroundOutput, Predictions, ReportData, Series } from '../reportData.ts'

/** What a page carries of its report for scripts. */
export type PageData = Pick<ReportData, 'predictions' | 'playground' | 'alphabets'>

/** Reads the page's data: numbers that JSON lacks stand in it as strings. */
export function parsePageData(json: string): PageData {
  const { predictions, playground, ...rest } = JSON.parse(json) as EmbeddedData
  return {
    ...rest,
    ...defined({
      predictions: predictions && readPredictions(predictions),
      playground: playground && readPlayground(playground),
    }),
  }
}

function readPredictions(predictions: EmbeddedPredictions): Predictions {
  const { x, y, output, others, columns, inputs = {} } = predictions
  return {
    ...predictions,
    x: series(x),
    y: series(y),
    output: series(output),
    others: others.map(series),
    columns: columns.map((column) =>
      'input' in column ? { name: column.name, values: inputs[column.input] ?? [] } : column,
    ),
  }
}

function series({ name, values }: Series): Series {
  return { name, values: values.map(number) }
}

function readPlayground(playground: Playground): Playground {
  return { ...playground, outputs: playground.outputs.map(readOutput) }
}

function readOutput(output: PlaygroundOutput): PlaygroundOutput {
  const { certified, claimed } = output
  return { ...output, certified: range(certified), ...defined({ claimed: claimed && range(claimed) }) }
}

function range([lo, hi]: readonly [number, number]): [number, number] {
  return [number(lo), number(hi)]
}

function number(value: number | string): number {
  return Number(value)
}
