import fc from 'fast-check'
import { expect, test } from 'vitest'
import { always, box, interval, sometimes, within } from '../../claim/index.ts'
import { pack } from '../../files/pack.ts'
import { branchAndBound } from '../branch/branchAndBound.ts'
import {
  bySign,
  certificateOf,
  check,
  dense,
  distance,
  halves,
  isAccepted,
  linear,
  randomCase,
  sealed,
} from '../../../test/proof/certificate/certificates.ts'
import type { CertifiedTree } from './proofData.ts'

test('a true proof is accepted, and says what it shows and rests on', () => {
  expect(check(certificateOf())).toMatchInlineSnapshot(`
    {
      "accepted": true,
      "restsOn": [
        "float32 arithmetic that rounds to nearest, in any order",
        "how far relu is off on cpu, as listed",
      ],
      "says": ""a claim" is proved for cpu: outputs are within [0.4999992549419403, 1.5000011920928955]",
    }
  `)
})

test('a claim that is not true is rejected, and so is one that the bounds of its leaves do not show', () => {
  expect(isAccepted(certificateOf({ holds: always(within(0, 1.49)) }))).toBe(false)
  expect(isAccepted(certificateOf({ holds: always(within(0.51, 2)) }))).toBe(false)
  expect(isAccepted(certificateOf({ holds: sometimes(within(3, 4)), status: 'refuted' }))).toBe(true)
  expect(isAccepted(certificateOf({ holds: sometimes(within(1, 4)), status: 'refuted' }))).toBe(false)
  expect(isAccepted(certificateOf({ holds: sometimes(within(0, 2)), status: 'proved' }))).toBe(false)
  expect(isAccepted(certificateOf({ holds: always(within(0, 2)), status: 'refuted' }))).toBe(false)
})

test('the parts of a tree have to make up the domain', () => {
  const whole = certificateOf({ proof: { kind: 'bounds', tree: halves(0.5, linear) } })
  expect(isAccepted(whole)).toBe(true)
  const { nodes } = whole['proof'] as { nodes: object[] }
  const [steps, at, weights] = [pack(Int32Array.of(1, 0, 0)), pack(Float32Array.of(0.5)), pack(new Float32Array())]
  expect(nodes).toEqual([{ kind: 'run', steps, at, weights }])
  const accepts = (others: object[]): boolean =>
    isAccepted(sealed({ ...whole, proof: { kind: 'bounds', nodes: others } }))
  const leaf = { kind: 'linear', slopes: [], sequences: [], lines: [] }
  const run = (...changed: number[]): object => ({ kind: 'run', steps: pack(Int32Array.from(changed)), at, weights })
  for (const others of [nodes, [run(1), leaf, leaf], [run(1, 0), leaf], [run(2, 0, 0)]])
    expect(accepts(others)).toBe(true)
  const wrong = [[1, 0], [1, 0, 0, 0], [0], [], [1, 0, 1, 0, 0], [3, 0, 0], [1, 0, -1], [1, -2, 0], [2 ** 31 - 1, 0, 0]]
  for (const changed of wrong) expect(accepts([run(...changed)])).toBe(false)
  for (const others of [[], [leaf], [...nodes, leaf], [leaf, ...nodes], [...nodes, ...nodes]])
    expect(accepts(others)).toBe(others.length === 1)
  for (const cut of [-0.25, 1, 1.5]) expect(accepts([{ ...nodes[0], at: pack(Float32Array.of(cut)) }])).toBe(false)
  for (const others of [
    pack(Float64Array.of(0.5)),
    pack(Float32Array.of()),
    pack(Float32Array.of(0.5, 0.5)),
    '0.5',
    null,
    0.5,
  ])
    expect(accepts([{ ...nodes[0], at: others }])).toBe(false)
  for (const others of [pack(Float32Array.of(1)), 'float32:AAAAfw==', [], undefined])
    expect(accepts([{ ...nodes[0], weights: others }])).toBe(false)
  expect(accepts([{ kind: 'letters', input: 0, row: 0, letters: [0] }, leaf, leaf])).toBe(false)
})

test('the range that a leaf claims has to hold', () => {
  const withRange = (lo: number, hi: number): boolean =>
    isAccepted(certificateOf({ proof: { kind: 'bounds', tree: { kind: 'leaf', range: [lo, hi] } } }))
  expect(withRange(0.4999, 1.5001)).toBe(true)
  expect(withRange(0.5001, 1.5001)).toBe(false)
  expect(withRange(0.4999, 1.5)).toBe(false)
})

test('a certificate for another model is rejected, and one whose figures say less than was measured', () => {
  expect(check(certificateOf(), { fingerprint: 'abc' }).accepted).toBe(true)
  expect(check(certificateOf(), { fingerprint: 'abd' })).toEqual({
    accepted: false,
    reason: 'it is about another model',
  })
  const network = dense(1, [{ weights: [[1]], name: 'sigmoid' }])
  const data = certificateOf({ network, domains: [interval(-1, 1)] })
  expect(isAccepted(data)).toBe(true)
  const text = JSON.stringify(data).replaceAll('6.02e-8', '6.01e-8')
  expect(check(sealed(JSON.parse(text) as Record<string, unknown>))).toEqual({
    accepted: false,
    reason: 'sigmoid may be further off than it says',
  })
})

test('nothing is known of an operation that the backend computes otherwise', () => {
  const operations = distance.operations.map((one) => ({ ...one, faultyOn: ['wasm'] as const }))
  const network = { ...distance, operations }
  expect(isAccepted(certificateOf({ network }))).toBe(true)
  expect(isAccepted(certificateOf({ network, backend: 'wasm' }))).toBe(false)
  expect(isAccepted(certificateOf({ network: distance, backend: 'wasm' }))).toBe(true)
})

test('a sign that splits a part does not rule out NaN', () => {
  const huge = dense(2, [{ weights: [[2, -2]], name: 'relu' }])
  const phase = bySign(linear)
  const parts = {
    network: huge,
    holds: always(within(-Infinity, Infinity)),
    proof: { kind: 'bounds', tree: phase },
  } as const
  expect(isAccepted(certificateOf({ ...parts, domains: [box([2], -1, 1)] }))).toBe(true)
  expect(isAccepted(certificateOf({ ...parts, domains: [box([2], -3e38, 3e38)] }))).toBe(false)
})

const refuses = (data: unknown): string => {
  const result = check(data)
  return result.accepted ? 'accepted' : result.reason
}

test('what is no certificate is refused in words', () => {
  for (const data of [undefined, null, 3, 'text', [], {}, { format: 'overshoot certificate' }, new Date(0)])
    expect(refuses(data)).toContain('no certificate')
  expect(refuses({ ...certificateOf(), status: 'refuted' })).toContain('damaged')
  const cyclic = certificateOf()
  cyclic['claim'] = cyclic
  expect(refuses(cyclic)).not.toBe('accepted')
})

test('absurd sizes end in a reason, and soon', () => {
  const data = certificateOf()
  const network = data['network'] as { operations: Record<string, unknown>[] }
  const change = (at: number, fields: object): object =>
    sealed({
      ...data,
      network: { ...network, operations: network.operations.map((one, i) => (i === at ? { ...one, ...fields } : one)) },
    })
  for (const value of [2 ** 40, 2 ** 22, -1, 0, 0.5, 1e308, 'Infinity', null])
    for (const field of ['size', 'window', 'filters', 'groups']) {
      expect(check(change(1, { [field]: value })).accepted).toBe(false)
    }
  for (const output of [-1, 5, 0.5, null, 'x'])
    expect(isAccepted(sealed({ ...data, network: { ...network, output } }))).toBe(false)
  expect(isAccepted(change(1, { reads: [4] }))).toBe(false)
  expect(isAccepted(change(1, { reads: [1] }))).toBe(false)
  expect(isAccepted(change(1, { taps: `int32:${Buffer.from(Int32Array.of(0, 9).buffer).toString('base64')}` }))).toBe(
    false,
  )
  expect(
    isAccepted(
      change(1, { kernel: `float64:${Buffer.from(Float64Array.of(1, NaN, 1, 1).buffer).toString('base64')}` }),
    ),
  ).toBe(false)
})

test('what branch and bound shows is accepted, and nothing that an output contradicts', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer(), fc.constantFrom(0.001, 0.05, 0.3), async (seed, room) => {
      const { network, domain, outputs } = randomCase(seed, ['relu'])
      const [least, most] = [Math.min(...outputs), Math.max(...outputs)]
      const wide = room * (most - least) + 1e-4
      fc.pre(most - least > 1e-5)
      const set = within(least - wide, most + wide)
      const region = { boxes: [domain], phases: [] }
      const options = { deadline: performance.now() + 600_000, most: 300, steps: seed & 1 ? 8 : 0 }
      const { outcome, tree } = await branchAndBound(network, region, { set, side: 'inside' }, 'cpu', options)
      fc.pre(outcome === 'shown')
      const parts = { network, domains: [domain], proof: { kind: 'bounds', tree: tree as CertifiedTree } } as const
      expect(check(certificateOf({ ...parts, holds: always(set) }))).toMatchObject({ accepted: true })
      const tighter = [within(least, most - 1e-9 * Math.abs(most)), within(least + 1e-9 * Math.abs(least), most)]
      for (const holds of tighter) expect(isAccepted(certificateOf({ ...parts, holds: always(holds) }))).toBe(false)
    }),
    { numRuns: 60 },
  )
})
