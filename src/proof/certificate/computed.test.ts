import { beforeAll, expect, test } from 'vitest'
import { useBackend } from '../../backend/useBackend.ts'
import type { Stretch } from '../../checker/tree/computed.ts'
import { always, box, interval, within } from '../../claim/index.ts'
import { bilinear, curve } from '../../../test/hostile/certificates/networks.ts'
import { certificateOf, check, sealed } from '../../../test/proof/certificate/certificates.ts'

beforeAll(() => useBackend('cpu'))

const tiny = 2 ** -149
/** Sigmoid of the numbers from -2 tiny to 3 tiny, both zeros among them: seven floats. */
const parts = {
  network: curve('sigmoid'),
  domains: [interval(-2 * tiny, 3 * tiny)],
  proof: { kind: 'bounds', tree: { kind: 'computed', cases: 7 } },
} as const
const half = { least: 0.5, most: 0.5, nan: false }
const accepts = (record: readonly Stretch[], more: object = {}): boolean =>
  check(certificateOf({ ...parts, holds: always(within(0.4, 0.6)), ...more }), { record: () => record }).accepted

test('a record of what was computed has to leave no float out, and no other in', () => {
  const [below, above] = [
    { ...half, lo: -2 * tiny, hi: -0 },
    { ...half, lo: 0, hi: 3 * tiny },
  ]
  expect(accepts([below, above])).toBe(true)
  expect(accepts([{ ...half, lo: -2 * tiny, hi: 3 * tiny }])).toBe(true)
  for (const record of [
    [],
    [below],
    [above],
    [above, below],
    [below, below, above],
    [below, above, above],
    [{ ...below, hi: -tiny }, above],
    [below, { ...above, lo: tiny }],
    [{ ...below, lo: -tiny }, above],
    [{ ...below, lo: -3 * tiny }, above],
    [below, { ...above, hi: 2 * tiny }],
    [below, { ...above, hi: 4 * tiny }],
    [{ ...below, hi: 0 }, above],
    [below, { ...above, lo: -0 }],
    [{ ...below, lo: NaN }, above],
    [below, { ...above, least: 0.6, most: 0.4 }],
    [below, { ...above, nan: true }],
    [below, { ...above, most: 0.7 }],
  ])
    expect(accepts(record)).toBe(false)
})

test('how far outputs may be apart between batches is found out, whatever a file says', () => {
  const [hi, most] = [1 + 6 * 2 ** -23, Math.fround(0.7310586)]
  const record = [{ lo: 1, hi, least: most, most, nan: false }]
  const exactly = { domains: [interval(1, hi)], holds: always(within(most, most)) }
  expect(accepts(record, exactly)).toBe(true)
  expect(accepts(record, { ...exactly, backend: 'native' })).toBe(false)
  expect(accepts(record, { ...exactly, holds: always(within(0.73105, 0.73107)), backend: 'native' })).toBe(true)
  const data = certificateOf({ ...parts, ...exactly, backend: 'native' })
  const nodes = [{ kind: 'computed', cases: 7, slack: 0 }]
  expect(check(sealed({ ...data, proof: { kind: 'bounds', nodes } }), { record: () => record })).toMatchObject({
    accepted: false,
    reason: expect.stringContaining('do not show it') as string,
  })
})

test('what is computed alike in every batch is what a proof then rests on', () => {
  const record = () => [{ ...half, lo: -2 * tiny, hi: 3 * tiny }]
  const data = certificateOf({ ...parts, holds: always(within(0.4, 0.6)) })
  expect(check(data, { record })).toMatchObject({
    restsOn: expect.arrayContaining(['that cpu computes a row to the same bits in every batch']) as string[],
  })
})

test('on wasm a product of two matrices that are read may be computed otherwise in another batch', () => {
  const [hi, value] = [1 + 6 * 2 ** -23, 4]
  const record = [{ lo: 1, hi, least: value, most: value, nan: false }]
  const exactly = { network: bilinear, domains: [box([4], [1, 1, 1, 1], [hi, 1, 1, 1]), box([3], 1, 1)] }
  const proves = (backend: 'wasm' | 'cpu', room: number): boolean =>
    accepts(record, { ...exactly, backend, holds: always(within(value - room, value + room)) })
  expect(proves('cpu', 0)).toBe(true)
  expect(proves('wasm', 0)).toBe(false)
  expect(proves('wasm', 1e-4)).toBe(true)
})
