import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { writeTable } from '../../../test/model/writeTable.ts'
import { readTable } from './readTable.ts'

const own = readFileSync(
  fileURLToPath(new URL('../../../fixtures/keras/files/masked-keras-2.tf/variables/variables.index', import.meta.url)),
)

/** Keys in the order of their bytes, with their values. */
const entries = fc
  .uniqueArray(fc.tuple(fc.string({ maxLength: 12 }), fc.uint8Array({ maxLength: 300 })), {
    selector: ([key]) => key,
    maxLength: 20,
  })
  .map((all) =>
    all
      .map(([key, value]) => [Buffer.from(key), value] as const)
      .toSorted(([one], [other]) => Buffer.compare(one, other)),
  )
const layout = fc.record({ inBlock: fc.integer({ min: 1, max: 20 }), restarts: fc.integer({ min: 1, max: 20 }) })

/** What a table holds, or that it is an error. */
function outcomeOf(bytes: Uint8Array): unknown {
  try {
    return [...readTable(bytes)].map(([key, value]) => [key, Buffer.from(value).toString('hex')])
  } catch (error) {
    return /^(it|its|one) /.test((error as Error).message) ? 'an error' : error
  }
}

test('every value of a table is found, however it is laid out', () => {
  fc.assert(
    fc.property(entries, layout, (all, how) => {
      const read = readTable(writeTable(all, how))
      expect([...read.keys()]).toEqual(all.map(([key]) => key.toString()))
      for (const [key, value] of all) expect(Buffer.from(read.get(key.toString())!)).toEqual(Buffer.from(value))
    }),
  )
})

test('a bit that is changed is an error, or changes nothing, wherever it lies', () => {
  const right = outcomeOf(own)
  expect((right as unknown[]).length).toBeGreaterThan(5)
  for (let at = 0; at < own.length; at++)
    for (let bit = 0; bit < 8; bit++) {
      const spoilt = Buffer.from(own)
      spoilt[at]! ^= 1 << bit
      expect(['an error', right]).toContainEqual(outcomeOf(spoilt))
    }
})

test('a byte that is another is an error, or changes nothing, in any table', () => {
  fc.assert(
    fc.property(entries, layout, fc.nat(), fc.integer({ min: 1, max: 255 }), (all, how, at, change) => {
      const spoilt = writeTable(all, how)
      const right = outcomeOf(spoilt)
      spoilt[at % spoilt.length]! ^= change
      expect(['an error', right]).toContainEqual(outcomeOf(spoilt))
    }),
    { numRuns: 1000 },
  )
})

test('a table that is cut off, at either end, is an error', () => {
  for (let at = 0; at < own.length; at++) expect(outcomeOf(own.subarray(0, at))).toBe('an error')
  for (let at = 1; at <= own.length; at++) expect(outcomeOf(own.subarray(at))).toBe('an error')
})

describe('tables that are whole and make no sense', () => {
  const bytes = (text: string) => Buffer.from(text)
  const how = { inBlock: 2, restarts: 1 }

  test.each<[string, readonly (readonly [string, string])[]]>([
    [
      'keys in no order',
      [
        ['b', ''],
        ['a', ''],
      ],
    ],
    [
      'keys in no order from block to block',
      [
        ['a', ''],
        ['c', ''],
        ['b', ''],
        ['d', ''],
      ],
    ],
    [
      'one key twice',
      [
        ['a', ''],
        ['a', ''],
      ],
    ],
  ])('%s', (_name, all) => {
    expect(() =>
      readTable(
        writeTable(
          all.map(([key, value]) => [bytes(key), bytes(value)]),
          how,
        ),
      ),
    ).toThrow('its keys are not in order')
  })

  test('keys that take more memory than any', () => {
    const long = Buffer.alloc(2 ** 15, 0x61)
    const ending = (i: number) => Buffer.from([i >> 8, i & 255])
    const all = Array.from({ length: 2100 }, (_, i) => [Buffer.concat([long, ending(i)]), bytes('')] as const)
    const table = writeTable(all, { inBlock: 2100, restarts: 2100 })
    expect(table.length).toBeLessThan(2 ** 17)
    expect(() => readTable(table)).toThrow('longer than any')
  })
})
