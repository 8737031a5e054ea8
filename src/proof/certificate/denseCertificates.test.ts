import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { useBackend } from '../../backend/useBackend.ts'
import { always, anyOf, box, linear as comparison, within } from '../../claim/index.ts'
import type { Quantifier } from '../../claim/quantifier.ts'
import { resolveMargins } from '../../claim/linear/resolveMargins.ts'
import type { LinearSet } from '../../claim/linear/linearSet.ts'
import { pack } from '../../files/pack.ts'
import { integer, pick, uniform } from '../../../test/network/random.ts'
import { appendMargins } from '../appendMargins.ts'
import { branchAndBound } from '../branch/branchAndBound.ts'
import { rowsOf } from '../../../test/proof/reluNetwork/reluNetwork.ts'
import { runFloat32, styles } from '../../../test/proof/float32.ts'
import { certificateOf, check, dense, isAccepted, sealed } from '../../../test/proof/certificate/certificates.ts'
import type { CertifiedTree } from './proofData.ts'

beforeAll(() => useBackend('cpu'))

/** `max_k c_k y >= bound`, of a network's outputs. */
function someIsAbove(forms: readonly (readonly number[])[], bound: number): Quantifier & { kind: 'always' } {
  const set = anyOf(...forms.map((form) => comparison(form, '>=', bound))) as LinearSet
  return { kind: 'always', set: { ...set, margins: resolveMargins('test', set, forms[0]!.length) } }
}

test('what branch and bound shows of margins is accepted; what some output contradicts is not, however it is weighed', async () => {
  let [shown, split, weighed] = [0, 0, 0]
  await fc.assert(
    fc.asyncProperty(fc.integer(), async (seed) => {
      const random = uniform(seed)
      const size = integer(random, 3, 5)
      const wide = (n: number): number[][] =>
        Array.from({ length: n }, () => Array.from({ length: size }, () => Math.fround(2 * random() - 1)))
      const row = (n: number): number[] => Array.from({ length: n }, () => Math.fround(random() - 0.5))
      const layers = [0, 1].map(() => ({ weights: wide(size), bias: row(size), name: 'relu' as const }))
      const model = dense(size, [...layers, { weights: wide(3), bias: row(3) }])
      const domain = box([size], -0.5, 0.5)
      const forms = pick(random, [
        [
          [1, -1, 0],
          [0, -1, 1],
        ],
        [
          [1, 0, 0],
          [-1, 0, 0],
        ],
        [
          [1, 2, 0],
          [-1, 0, 1],
          [0.5, 0, -1],
        ],
      ])
      const outputs = rowsOf(random, domain, 300).map((x) => {
        const y = runFloat32(model, x, pick(random, styles))
        return Math.max(...forms.map((form) => form.reduce((sum, c, k) => sum + c * y[k]!, 0)))
      })
      const least = Math.min(...outputs)
      const certify = (bound: number, tree: CertifiedTree): Record<string, unknown> =>
        certificateOf({
          network: model,
          domains: [domain],
          holds: someIsAbove(forms, bound),
          proof: { kind: 'bounds', tree },
        })
      const holds = someIsAbove(forms, least - 0.15)
      const network = appendMargins(model, holds.set.margins!, 'each')
      const region = { boxes: [domain], phases: [] }
      const options = { deadline: performance.now() + 600_000, most: 600, steps: 0 }
      const { outcome, tree } = await branchAndBound(
        network,
        region,
        { set: holds.set, side: 'inside' },
        'cpu',
        options,
      )
      fc.pre(outcome === 'shown')
      const found = tree as CertifiedTree
      const data = certify(least - 0.15, found)
      expect(check(data)).toMatchObject({ accepted: true })
      expect(isAccepted(certify(least + 1e-9, found))).toBe(false)
      shown++
      const { nodes } = data['proof'] as { nodes: { steps: string; at: string; weights: string }[] }
      expect(nodes).toHaveLength(1)
      const steps = new Int32Array(new Uint8Array(Buffer.from(nodes[0]!.steps.slice(6), 'base64')).buffer)
      const at = new Float32Array(new Uint8Array(Buffer.from(nodes[0]!.at.slice(8), 'base64')).buffer)
      split += at.length > 0 ? 1 : 0
      weighed += steps.some((step) => step < 0) ? 1 : 0
      const forged = (bound: number, fields: object): boolean => {
        const one = certify(bound, found)
        return isAccepted(sealed({ ...one, proof: { kind: 'bounds', nodes: [{ ...nodes[0], ...fields }] } }))
      }
      for (const shift of [1, -1])
        expect(forged(least - 0.15, { at: pack(at.map((x) => x + shift)) })).toBe(at.length === 0)
      expect(forged(least - 0.15, { steps: pack(steps.slice(1)) })).toBe(false)
      // All leaves weighed, in ways that are no mean, or in vain.
      const leaves = steps.filter((step) => step <= 0).length
      for (const own of [
        [-1, 3, -1],
        [2, 0, 0],
        [0, 0, 0],
        [1e38, -1e38, 1],
        [1, 1, 1],
      ])
        expect(
          forged(least + 1e-9, {
            steps: pack(steps.map((step) => (step <= 0 ? -1 : step))),
            weights: pack(Float32Array.from({ length: leaves * forms.length }, (_, k) => own[k % forms.length]!)),
          }),
        ).toBe(false)
    }),
    { numRuns: 25 },
  )
  expect(Math.min(shown - 8, split, weighed)).toBeGreaterThan(0)
})

test('comparisons that hold only together need their weights, in both ways of checking', () => {
  // y = (x0 + x1 + x2, its negative): the larger is never below 0.
  const signs = [
    [1, 1, 1],
    [-1, -1, -1],
  ]
  const quick = dense(3, [{ weights: signs, bias: [0, 0] }])
  // A sum of two is left to the general way.
  const slow = dense(2, [{ weights: signs.map((row) => row.slice(1)) }])
  for (const network of [quick, slow]) {
    const domain = box([network.inputs[0]!.size], -1, 1)
    const slopes = { output: 0, side: -1, lower: {}, multipliers: [] } as const
    const accepts = (bound: number, ...weights: number[]): boolean =>
      isAccepted(
        certificateOf({
          network,
          domains: [domain],
          holds: someIsAbove(
            [
              [1, 0],
              [0, 1],
            ],
            bound,
          ),
          proof: {
            kind: 'bounds',
            tree: { kind: 'leaf', slopes: [{ ...slopes, weights: Float64Array.from(weights) }] },
          },
        }),
      )
    expect(accepts(-1e-5, 1, 1)).toBe(true)
    expect(accepts(-1e-5, 0.3, 0.3)).toBe(true)
    expect(accepts(1e-9, 1, 1)).toBe(false)
    for (const wrong of [[0, 0], [1], [1, 1, 1], [-1, -1], [2, -1]]) expect(accepts(-1e-5, ...wrong)).toBe(false)
    // The quick way splits what is not shown at once.
    const vain =
      network === slow
        ? [
            [1, 0],
            [0, 1],
            [1, 0.5],
          ]
        : []
    expect(vain.filter((weights) => accepts(-1e-5, ...weights))).toEqual([])
  }
  // However heavy the weights, the least margin is said to be 1.
  const heavy = { output: 0, side: -1, lower: {}, multipliers: [], weights: Float64Array.of(5, 5) } as const
  const forms = [
    [1, 0],
    [0, 1],
  ]
  const wide = certificateOf({
    network: slow,
    domains: [box([2], -9, 9)],
    holds: someIsAbove(forms, -1),
    proof: { kind: 'bounds', tree: { kind: 'leaf', slopes: [heavy] } },
  })
  expect(check(wide)).toMatchObject({ says: expect.stringMatching(/within \[0\.99/) })
  const data = certificateOf({ network: slow, domains: [box([2], -1, 1)] })
  const weighed = { output: 0, side: -1, lower: [], multipliers: [], weights: pack(Float64Array.of(1)) }
  const nodes = [{ kind: 'linear', slopes: [weighed], sequences: [], lines: [] }]
  expect(check(sealed({ ...data, proof: { kind: 'bounds', nodes } }))).toMatchObject({
    reason: 'its weights are not of what an output is the largest of',
  })
})

test('that no comparison ever holds is shown of all of them', () => {
  const signs = [
    [1, 1, 1],
    [-1, -1, -1],
  ]
  const refutes = (first: number, second: number): boolean => {
    const set = anyOf(comparison([1, 0], '>=', first), comparison([0, 1], '>=', second)) as LinearSet
    return isAccepted(
      certificateOf({
        network: dense(3, [{ weights: signs, bias: [0, 0] }]),
        domains: [box([3], -1, 1)],
        holds: { kind: 'sometimes', set: { ...set, margins: resolveMargins('test', set, 2) } },
        status: 'refuted',
      }),
    )
  }
  expect([refutes(3.1, 3.1), refutes(2.5, 3.1), refutes(3.1, 2.5)]).toEqual([true, false, false])
})

test('a tree takes no more steps than there are', () => {
  const network = dense(3, [
    {
      weights: [
        [1, 1, 1],
        [1, -1, 1],
      ],
      name: 'relu',
    },
    { weights: [[1, 1]], bias: [0] },
  ])
  const leaf = { kind: 'leaf' } as const
  let tree: CertifiedTree = leaf
  for (let k = 40; k > 0; k--)
    tree = {
      kind: 'split',
      split: { kind: 'number', input: 0, index: k % 3, at: 0.5 ** Math.ceil(k / 3) },
      left: tree,
      right: leaf,
    }
  const data = certificateOf({
    network,
    domains: [box([3], 0, 1)],
    holds: always(within(-1, 9)),
    proof: { kind: 'bounds', tree },
  })
  expect(check(data).accepted).toBe(true)
  expect(check(data, { steps: 10_000 })).toMatchObject({ accepted: false, reason: 'it takes too many steps to check' })
})
