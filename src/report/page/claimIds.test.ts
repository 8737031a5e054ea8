import fc from 'fast-check'
import { expect, test } from 'vitest'
import { claimIds } from './claimIds.ts'

test('ids come from the names', () => {
  const ids = claimIds(['The output stays in [0, 1]', 'a', 'a', 'день', ''].map((claim) => ({ claim })))
  expect(ids).toEqual(['claim-the-output-stays-in-0-1', 'claim-a', 'claim-a--3', 'claim---4', 'claim---5'])
})

test('no two verdicts share an id, whatever the names', () => {
  const name = fc.oneof(fc.constantFrom('a', 'A', 'a 2', 'a--2', '2', '3', '', '-'), fc.string())
  fc.assert(
    fc.property(fc.array(name), (names) => {
      const ids = claimIds(names.map((claim) => ({ claim })))
      expect(new Set(ids).size).toBe(names.length)
      for (const id of ids) expect(id).toMatch(/^[a-z0-9-]+$/)
    }),
    { seed: 1, numRuns: 300 },
  )
})
