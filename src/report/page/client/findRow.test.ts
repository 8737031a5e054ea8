import { expect, test } from 'vitest'
import type { Predictions } from '../reportData.ts'
import { findRow } from './findRow.ts'

const series = { name: 'x', values: [1, 2, 3, 4] }
const rows: Predictions = {
  caption: '',
  x: series,
  y: series,
  output: series,
  others: [],
  range: [0, 1],
  truth: { name: 'junction', classes: ['NO', 'YES'], values: [0, 0, 1, 1] },
  columns: [
    { name: 'row', values: [17, 2, 170, 9] },
    { name: 'sequence', values: ['ACGT', 'GGTA', 'ccgg', 'ACGT'] },
  ],
}

test.for([
  ['17', 0, 0],
  ['170', 0, 2],
  ['2', 0, 1],
  ['3', 0, 2],
  ['ACGT', 0, 0],
  ['acgt', 1, 3],
  ['ACGT', 4, 0],
  ['gg', 0, 1],
  [' yes ', 0, 2],
  ['yes', 3, 3],
  ['TTT', 0, undefined],
  ['', 0, undefined],
] as const)('%j from row %i on means row %s', ([search, from, expected]) => {
  expect(findRow(rows, search, from)).toBe(expected)
})
