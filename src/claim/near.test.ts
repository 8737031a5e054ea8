import fc from 'fast-check'
import { expect, test } from 'vitest'
import { tf } from '../backend/tf.ts'
import { useBackend } from '../backend/useBackend.ts'
import { box } from './box.ts'
import { checkDomainLaws, drawRows } from './domain.laws.ts'
import { near, towards } from './near.ts'
import { oneHot } from './oneHot.ts'
import { samplingMix } from './samplingMix.ts'

test('domains near real rows, and with another simplest member, keep the laws', () => {
  const boxes = fc.integer({ min: 1, max: 6 }).chain((size) => {
    const row = fc.array(fc.float({ min: -2, max: 3, noNaN: true }), { minLength: size, maxLength: size })
    return fc.tuple(fc.array(row, { minLength: 1, maxLength: 4 }), fc.constant(box([size], -2, 3)))
  })
  checkDomainLaws(boxes.map(([rows, domain]) => near(domain, rows)))
  checkDomainLaws(boxes.map(([rows, domain]) => towards(near(domain, rows), rows[0]!)))
  checkDomainLaws(fc.constant(near(oneHot(5, 3), [drawRows(oneHot(5, 3), 1, 1)])))
})

test('a quarter of the cases are at or near a row, and the mix says so', () => {
  const real = drawRows(oneHot(30, 4), 9, 1)
  const domain = near(oneHot(30, 4), [real])
  const rows = drawRows(domain, 4, 3000)
  const differences = Array.from(
    { length: 3000 },
    (_, row) => real.filter((x, i) => x !== rows[row * 120 + i]).length / 2,
  )
  expect(differences.filter((letters) => letters <= 4).length / 3000).toBeCloseTo(0.25, 1)
  expect(differences.filter((letters) => letters === 0).length).toBeGreaterThan(150)
  const weights = samplingMix(domain).map(({ weight }) => weight)
  const added = weights.slice(-3).reduce((a, b) => a + b)
  expect(added / weights.reduce((a, b) => a + b)).toBeCloseTo(0.25, 12)
})

test('rows may be a tensor', async () => {
  await useBackend('cpu')
  const domain = near(
    box([2, 1], 0, 1),
    tf.tensor3d([
      [[0.25], [0.5]],
      [[1], [0]],
    ]),
  )
  expect([...towards(domain, tf.tensor2d([[0.25], [0.5]])).simplest]).toEqual([0.25, 0.5])
})

test.each([
  ['no rows', () => near(box([2], 0, 1), []), 'at least one row'],
  ['a row of another size', () => near(box([2], 0, 1), [[0, 1], [1]]), 'rows of 2 numbers'],
  ['a row outside', () => near(box([2], 0, 1), [[0, 2]]), 'a member of 0..1 2'],
  ['a simplest row outside', () => towards(oneHot(2, 2), [1, 1, 0, 1]), 'a member of oneHot 2x2'],
])('%s is refused', (_, make, says) => {
  expect(make).toThrow(expect.objectContaining({ code: 'DOMAIN_MISMATCH', message: expect.stringContaining(says) }))
})
