import fc from 'fast-check'
import { expect, test } from 'vitest'
import { startCpu } from '../../backend/cpu/startCpu.ts'
import { tf } from '../../backend/tf.ts'
import { always, claim, interval, oneHot, within } from '../../claim/index.ts'
import { wideDeepModel, linearModel } from '../../model/index.ts'
import { readClaimsData, rowsFor } from '../../report/module/claimsData.ts'
import { nearestRow } from './nearestRow.ts'

await startCpu()
const deep = tf.sequential({
  layers: [tf.layers.flatten({ inputShape: [4, 3], name: 'sequence' }), tf.layers.dense({ units: 1 })],
})
const model = wideDeepModel(linearModel({ inputShape: [1], name: 'dplus' }), deep)
const sequenceName = model.inputNames[1]!
const stated = claim('c', model, {
  inputs: { dplus: interval(-100, 100), [sequenceName]: oneHot(4, 3) },
  holds: always(within(0, 1)),
})
const read = async (exported: unknown) => rowsFor(stated, (await readClaimsData(exported, 'm.ts'))!, 'm.ts')
const letters = (rows: string[]) => ({ alphabet: 'xyz', rows })

/** The straightforward way: each input's mean distance, sequences by letters. */
function slowly(dplus: readonly number[], rows: readonly string[], at: number, text: string): number[] {
  const range = Math.max(...dplus) - Math.min(...dplus) || 1
  return rows.map((row, i) => {
    const differ = Array.from(row).filter((letter, k) => letter !== text[k]).length
    return Math.abs(dplus[i]! - at) / range + differ / text.length
  })
}

test('the row found is as near as any', async () => {
  const text = fc.string({ unit: fc.constantFrom('x', 'y', 'z'), minLength: 4, maxLength: 4 })
  const row = fc.tuple(fc.integer({ min: -8, max: 8 }), text)
  await fc.assert(
    fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 8 }), row, async (rows, [at, target]) => {
      const dplus = rows.map(([number]) => number)
      const sequences = rows.map(([, sequence]) => sequence)
      const own = (await read({ inputs: { dplus, [sequenceName]: letters(sequences) } }))!
      const point = await read({ inputs: { dplus: [at], [sequenceName]: letters([target]) } })
      const found = nearestRow(
        stated,
        own,
        point!.inputs.map((values) => values!),
      )
      const distances = slowly(dplus, sequences, at, target)
      expect(distances[found]).toBeCloseTo(Math.min(...distances), 6)
    }),
    { numRuns: 60 },
  )
})

test('rows may be flat, arrays, letters, typed, or what a function gives; inputs without data are left out', async () => {
  const flat = (await read({ inputs: { [sequenceName]: letters(['xyzx', 'zzzz']) }, names: ['first', 'second'] }))!
  expect(flat).toMatchObject({ count: 2, inputs: [undefined, expect.any(Float32Array)] })
  expect([flat.name(0), flat.name(1)]).toEqual(['first', 'second'])
  const numbers = Array.from(flat.inputs[1]!)
  for (const rows of [numbers, Float32Array.from(numbers), [numbers.slice(0, 12), numbers.slice(12)]])
    expect((await read(() => Promise.resolve({ inputs: { [sequenceName]: rows } })))!.inputs).toEqual(flat.inputs)
  expect((await read({ inputs: { dplus: [1, 2, 3], other: [1] } }))!.name(2)).toBe('row 3')
  expect(await read({ inputs: { other: [1] } })).toBeUndefined()
  expect(await read({ inputs: { dplus: [] } })).toBeUndefined()
  expect(await readClaimsData(undefined, 'm.ts')).toBeUndefined()
})

test.each([
  ['no object', 7, 'data: at the top'],
  ['no inputs', { dplus: [1] }, 'data: inputs'],
  ['no rows', { inputs: { dplus: 'many' } }, 'data: inputs.dplus'],
  ['rows of another shape', { inputs: { [sequenceName]: [1, 2, 3] } }, 'are not of shape [4, 3]'],
  ['letters of another alphabet', { inputs: { [sequenceName]: letters(['xyzw']) } }, 'are not of shape [4, 3]'],
  ['words of another length', { inputs: { [sequenceName]: letters(['xyz']) } }, 'are not of shape [4, 3]'],
  ['different counts', { inputs: { dplus: [1], [sequenceName]: letters(['xyzx', 'xxxx']) } }, '2 rows of'],
])('%s: an error that names the module', async (_, exported, message) => {
  await expect(read(exported)).rejects.toMatchObject({
    code: 'CLAIMS_MODULE_UNREADABLE',
    message: expect.stringMatching(/^m\.ts: data: /),
  })
  await expect(read(exported)).rejects.toThrow(message)
})
