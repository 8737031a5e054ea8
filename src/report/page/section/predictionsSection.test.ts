import { expect, test } from 'vitest'
import type { Predictions } from '../reportData.ts'
import { predictionsSection } from './predictionsSection.ts'

const zeros = [0, 0, 0, 0, 0]
const predictions: Predictions = {
  caption: 'Some rows.',
  x: { name: 'x', values: zeros },
  y: { name: 'y', values: zeros },
  output: { name: 'sum', values: [NaN, 0.25, Infinity, -Infinity, NaN] },
  range: [0, 1],
  truth: { name: 'true', classes: ['no', 'yes'], values: [0, 0, 1, 0, 1] },
  columns: [{ name: 'row', values: ['r0', 'r1', 'r2', 'r3', 'r4'] }],
  others: [{ name: 'tame', values: [0.1, 0.2, 0.3, 0.4, 0.9] }],
}
const cells = (row: string) =>
  Array.from(row.matchAll(/<t[dh][^>]*>(.*?)<\/t[dh]>/gs), ([, text]) => text!.replaceAll(/<[^>]*>/g, ''))
const rows = Array.from(String(predictionsSection(predictions)).matchAll(/<tr>(.*?)<\/tr>/gs), ([, row]) =>
  cells(row!).map((text) => text.trim()),
)

test('infinities are extremes, NaN is counted by itself and never right', () => {
  expect(rows).toContainEqual(['model', 'min', 'max', 'above 1', 'below 0', 'NaN', 'right at 0.5'])
  expect(rows).toContainEqual(['sum', '-Infinity', 'Infinity', '1 (20.0%)', '1 (20.0%)', '2 (40.0%)', '3 (60.0%)'])
  expect(rows).toContainEqual(['tame', '0.1', '0.9', '0 (0.0%)', '0 (0.0%)', '0 (0.0%)', '4 (80.0%)'])
})

test('rows are sorted by their outputs, NaN last', () => {
  const order = rows.map(([first]) => first).filter((first) => /^r\d$/.test(first!))
  expect(order).toEqual(['r2', 'r1', 'r3', 'r0', 'r4'])
})
