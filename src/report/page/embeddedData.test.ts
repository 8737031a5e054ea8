import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parsePageData } from './client/pageData.ts'
import { embeddedData } from './embeddedData.ts'
import { samplePredictions, sampleReport } from '../../../test/report/page/sampleReport.ts'

test('rows come back as the same float32, letters as they are, and columns that are inputs once', () => {
  fc.assert(
    fc.property(
      fc.array(fc.float({ noNaN: true, noDefaultInfinity: true }), { minLength: 1, maxLength: 20 }),
      (numbers) => {
        const rows = samplePredictions(numbers.length)
        const letters = rows.inputs!['sequence']!
        const predictions = {
          ...rows,
          x: { name: 'x', values: numbers },
          columns: [...rows.columns, { name: 'letters', values: [...letters] }],
        }
        const data = { ...sampleReport({ claims: 1, points: 1 }), predictions }
        const embedded = embeddedData(data)
        expect(JSON.stringify(embedded).split(letters[0] as string)).toHaveLength(2)
        const read = parsePageData(JSON.stringify(embedded)).predictions!
        expect(read.x.values.map(Math.fround)).toEqual(numbers.map((value) => value + 0))
        expect(read.columns.at(-1)!.values).toEqual(letters)
        expect(read.output.values.map(Math.fround)).toEqual(rows.output.values.map(Math.fround))
      },
    ),
    { numRuns: 100 },
  )
})

test('certified ends are embedded with every bit', () => {
  const certified = [-0.1 - 2 ** -50, 1 / 3] as const
  const playground = {
    backend: 'cpu',
    inputs: [],
    outputs: [{ name: 'y', network: {}, inputs: [], certified }],
  } as const
  const data = { ...sampleReport({ claims: 1, points: 1 }), playground }
  expect(parsePageData(JSON.stringify(embeddedData(data))).playground!.outputs[0]!.certified).toEqual(certified)
})
