import fc from 'fast-check'
import { expect, test } from 'vitest'
import { tf } from '../backend/tf.ts'
import { useBackend } from '../backend/useBackend.ts'
import { box } from './box.ts'
import { checkDomainLaws, drawRows } from '../../test/claim/domain.ts'
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

test('a third of them is the row itself, a third has up to four numbers drawn anew, a third is moved by up to a hundredth', () => {
  const size = 40
  const real = Float32Array.from({ length: size }, (_, i) => i / 50 - 0.5)
  const [count, stride] = [3000, size]
  const rows = drawRows(near(box([size], -1, 1), [real]), 4, count)
  const moves = Array.from({ length: count }, (_, row) =>
    real.map((x, i) => Math.abs(rows[row * stride + i]! - x)).filter((move) => move > 0),
  )
  const share = (is: (of: Float32Array) => boolean): number => moves.filter(is).length / count
  for (const actual of [
    share(({ length }) => length === 0),
    share(({ length }) => length > 0 && length <= 4),
    share((of) => of.length > 4 && Math.max(...of) <= 0.02),
  ])
    expect(Math.abs(actual - 1 / 12)).toBeLessThan(0.02)
  expect(share((of) => of.length === 4)).toBeGreaterThan(0.004)
  expect(
    Math.max(...moves.filter((of) => of.length > 4).map((of) => of.reduce((a, b) => Math.min(a, b)))),
  ).toBeGreaterThan(0)
  // Numbers moved a little go towards a member, and do not all go the same way.
  const little = moves.flatMap((of, row) => (of.length > 4 && Math.max(...of) <= 0.02 ? [row] : []))
  expect(little.filter((row) => rows[row * stride]! > real[0]!).length).toBeGreaterThan(little.length / 2)
  expect(little.filter((row) => rows[row * stride]! < real[0]!).length).toBeGreaterThan(little.length / 10)
})

test('letters are drawn anew as a whole, at any place', () => {
  const real = drawRows(oneHot(6, 4), 9, 1)
  const domain = near(oneHot(6, 4), [real])
  const rows = drawRows(domain, 1, 3000)
  const changed = new Set<number>()
  for (let row = 0; row < 3000; row++) {
    const own = rows.subarray(row * 24, row * 24 + 24)
    const places = [0, 1, 2, 3, 4, 5].filter((place) => real.some((x, i) => i >> 2 === place && x !== own[i]))
    if (places.length === 1) changed.add(places[0]!)
  }
  expect([...changed].toSorted()).toEqual([0, 1, 2, 3, 4, 5])
})

test('each real row is taken, and words tell whether and towards what a domain was changed', () => {
  const plain = box([2], 0, 1)
  const rows = drawRows(
    near(plain, [
      [0.25, 0.5],
      [0.75, 1],
      [0, 0.125],
    ]),
    3,
    2000,
  )
  for (const real of [0.25, 0.75, 0]) {
    const times = rows.filter((x, i) => i % 2 === 0 && x === real).length
    expect(times).toBeGreaterThan(30)
  }
  expect(towards(plain, [0.25, 0.5]).description).toMatch(/^0\.\.1 2 towards [0-9a-f]{8}$/)
  expect(towards(plain, [0.25, 0.5]).description).not.toBe(towards(plain, [0.5, 0.25]).description)
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
  const drawn = drawRows(domain, 8, 500)
  for (const row of ['0.25,0.5', '1,0'])
    expect(Array.from({ length: 500 }, (_, i) => drawn.subarray(2 * i, 2 * i + 2).join())).toContain(row)
  expect(() => near(box([2], 0, 1), tf.zeros([0, 2]))).toThrow('near: expected at least one row')
})

test.each([
  ['no rows', () => near(box([2], 0, 1), []), 'at least one row'],
  ['a row of another size', () => near(box([2], 0, 1), [[0, 1], [1]]), 'rows of 2 numbers, received rows.1..length=1'],
  ['a row outside', () => near(box([2], 0, 1), [[0, 2]]), 'a member of 0..1 2, received rows.0.='],
  ['a simplest row outside', () => towards(oneHot(2, 2), [1, 1, 0, 1]), 'a member of oneHot 2x2'],
])('%s is refused', (_, make, says) => {
  expect(make).toThrow(
    expect.objectContaining({
      code: 'DOMAIN_MISMATCH',
      message: expect.stringMatching(new RegExp(`^(near|towards): expected ${says}`)),
    }),
  )
})
