import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { useBackend } from '../../backend/useBackend.ts'
import { decode } from '../../checker/certificate.ts'
import { backward, largest } from '../../checker/dense/backward.ts'
import { boundBox, boundsIn } from '../../checker/dense/boundBox.ts'
import { boundBelow, boundForms, formInterval } from '../../checker/dense/boundForms.ts'
import { type Dense, readDense } from '../../checker/dense/readDense.ts'
import { newSpace, type Space } from '../../checker/dense/space.ts'
import { checkProof } from '../../checker/checkProof.ts'
import { boundAll } from '../../checker/known.ts'
import { always, anyOf, box, linear as comparison, within } from '../../claim/index.ts'
import type { Quantifier } from '../../claim/quantifier.ts'
import { resolveMargins } from '../../claim/linear/resolveMargins.ts'
import type { LinearSet } from '../../claim/linear/formula.ts'
import { pack } from '../../network/pack.ts'
import type { Network } from '../../network/network.ts'
import { integer, pick, uniform } from '../../network/random.laws.ts'
import { predictRows } from '../../network/randomModel.laws.ts'
import { readNetwork } from '../../network/readNetwork.ts'
import { appendMargins } from '../appendMargins.ts'
import { branchAndBound } from '../branch/branchAndBound.ts'
import { denseModel, randomBox, rowsOf } from '../chain/chain.laws.ts'
import { runAllFloat32, runFloat32, styles } from '../float32.laws.ts'
import type { InputBox } from '../region.ts'
import { certificateOf, check, dense, isAccepted, sealed } from './certificates.laws.ts'
import { certificateOn } from './checkerBounds.laws.ts'
import type { CertifiedTree } from './proofData.ts'

const numRuns = Number(process.env['OVERSHOOT_SOUNDNESS_RUNS'] ?? 40)
beforeAll(() => useBackend('cpu'))

function read(
  network: Network,
  region: InputBox,
): { dense: Dense | undefined; general: readonly (readonly [number, number, boolean])[][] } {
  const certificate = decode(
    JSON.parse(JSON.stringify(certificateOn(network, { boxes: [region], phases: [] }, 'cpu', { kind: 'leaf' }))),
  )
  const leaf = { kind: 'linear', slopes: [], lines: [], sequences: [] } as const
  const known = boundAll(
    certificate,
    { boxes: [region], signs: [] },
    { ...leaf, slopes: [], lines: [], sequences: [] },
  )!
  return { dense: readDense(certificate), general: known.ranges }
}

/** A part of a box. */
function partOf(random: () => number, { lo, hi }: InputBox): InputBox {
  const at = lo.map((low, i) => low + (hi[i]! - low) * random())
  const cut = at.map((x, i) => Math.min(hi[i]!, Math.max(lo[i]!, x)))
  return random() < 0.5 ? { lo, hi: cut } : { lo: cut, hi }
}

/** Do all bounds hold of what the layers compute, and those of random sums of outputs? */
function escapes(
  space: Space,
  network: Network,
  region: InputBox,
  row: readonly Float32Array[],
  random: () => number,
): string[] {
  const results = runAllFloat32(network, row, pick(random, styles))
  const found: string[] = []
  const layers = network.operations.flatMap(({ kind }, t) => (kind === 'affine' ? [t] : []))
  for (const [l, t] of layers.entries())
    for (const [f, z] of results[t]!.entries())
      if (!(space.layers[l]!.lo[f]! <= z && z <= space.layers[l]!.hi[f]!)) found.push(`layer ${l}: ${z}`)
  const y = results[network.output]!
  const forms = [0, 1, 2].map(() => ({
    coefficients: Float64Array.from(y, () => pick(random, [0, 1, -1, 2.5, -0.001])),
    constant: pick(random, [0, 3]),
  }))
  const exact = { ...space, dense: { ...space.dense, isExact: true } }
  const values = forms.map(({ coefficients, constant }) =>
    coefficients.reduce((sum, c, j) => sum + c * y[j]!, constant),
  )
  // A few roundings of the test's own.
  const sizes = forms.map(({ coefficients }) => coefficients.reduce((sum, c, j) => sum + Math.abs(c * y[j]!), 3))
  const [above, below] = ([1, -1] as const).map((sign) => boundForms(exact, forms, sign, region.lo, region.hi))
  for (const [k, value] of values.entries()) {
    const room = 2 ** -48 * sizes[k]!
    const [low, high] = formInterval(exact, forms[k]!)
    if (!(value <= Math.min(above![k]!, high) + room && value >= Math.max(-below![k]!, low) - room))
      found.push(`form: ${value}`)
  }
  const weights = Float64Array.from(forms, random)
  const least = boundBelow(exact, forms, weights, region.lo, region.hi)
  if (!(Math.max(...values) >= least - 2 ** -48 * Math.max(...sizes)))
    found.push(`largest: ${Math.max(...values)} < ${least}`)
  return found
}

test('bounds of boxes, alone or inside larger ones, enclose all that is computed, and are as narrow as the general ones', async () => {
  let [ours, theirs, seen] = [0, 0, 0]
  for (const backend of ['cpu', 'wasm'] as const) {
    await useBackend(backend)
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = uniform(seed)
        const { model, sizes } = denseModel(random)
        const network = readNetwork(model)
        const region = randomBox(random, sizes[0]!)
        const { dense: own, general } = read(network, region)
        if (own === undefined) return void model.dispose()
        const space = newSpace(own)
        const known = boundBox(space, region.lo, region.hi, undefined) ? boundsIn(space) : undefined
        if (known) {
          seen++
          const rows = rowsOf(random, region, 12)
          expect(rows.flatMap((row) => escapes(space, network, region, row, random))).toEqual([])
          const last = space.layers.at(-1)!
          for (const row of predictRows(model, rows, rows.length))
            expect([...row].every((y, i) => last.lo[i]! <= y && y <= last.hi[i]!)).toBe(true)
          const forms = own.outputs.map(([form]) => form!)
          const above = boundForms(space, forms, 1, region.lo, region.hi)
          const below = boundForms(space, forms, -1, region.lo, region.hi)
          for (const [i, [lo, hi]] of general[network.output]!.entries()) {
            const wide = Math.min(above[i]!, last.hi[i]!) + Math.min(below[i]!, -last.lo[i]!)
            if (hi > lo) {
              ours += Math.min(100, wide / (hi - lo))
              theirs++
            }
          }
          const part = partOf(random, region)
          if (boundBox(space, part.lo, part.hi, known))
            expect(rowsOf(random, part, 12).flatMap((row) => escapes(space, network, part, row, random))).toEqual([])
        }
        model.dispose()
      }),
      { numRuns },
    )
  }
  await useBackend('cpu')
  expect(seen).toBeGreaterThan(numRuns)
  expect(ours / theirs).toBeLessThan(1.02)
})

test('what float32 loses in sums that cancel, flushes and passes on is paid for', () => {
  // Large terms that cancel, one after the other in any order; and weights times subnormals, in layers of scale 2^100.
  const cancelling = dense(3, [
    {
      weights: [
        [1, 1, 1],
        [1, 1, 1],
      ],
      bias: [1, -1],
      name: 'relu',
    },
    { weights: [[1, 1]], bias: [0.5] },
  ])
  const scaled = dense(3, [
    {
      weights: [
        [1, 1, 1],
        [-1, 1, 1],
      ],
      bias: [0, 0],
      name: 'relu',
    },
    {
      weights: [
        [2 ** 100, 2 ** 100],
        [2 ** 100, -(2 ** 100)],
      ],
      bias: [0, 0],
      name: 'relu',
    },
    { weights: [[2 ** 24, 2 ** 24]], bias: [0] },
  ])
  const cases: [Network, number[]][] = [
    [cancelling, [2 ** 25, -(2 ** 25) + 2, 1.25]],
    [cancelling, [16777217, -16777216, 0.3]],
    [scaled, [2 ** -130, 2 ** -131, 2 ** -140]],
    [scaled, [-(2 ** -130), 2 ** -131, 2 ** -140]],
  ]
  for (const [network, x] of cases) {
    const point = Float32Array.from(x)
    const region = { lo: point, hi: point }
    const space = newSpace(read(network, region).dense!)
    expect(boundBox(space, point, point, undefined)).toBe(true)
    const last = space.layers.at(-1)!
    for (const style of styles) {
      const [y] = runFloat32(network, [point], style)
      const [above, below] = [1, -1].map(
        (sign) => boundForms(space, space.dense.outputs[0]!, sign as 1 | -1, point, point)[0]!,
      )
      expect(y! <= Math.min(last.hi[0]!, above!) && y! >= Math.max(last.lo[0]!, -below!)).toBe(true)
    }
  }
})

test('a form that goes back to the input is above the network everywhere', () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const random = uniform(seed)
      const { model, sizes } = denseModel(random)
      const network = readNetwork(model)
      model.dispose()
      const region = randomBox(random, sizes[0]!)
      const space = newSpace(read(network, region).dense ?? fc.pre(false)!)
      fc.pre(boundBox(space, region.lo, region.hi, undefined))
      space.rows[0][0] = 1
      space.rows[0].fill(0, 1, space.stride)
      space.constants[0] = 0
      const inputs = backward(space, space.layers.length - 1, 1, true)
      for (const [row] of rowsOf(random, region, 20) as [Float32Array][]) {
        const [y] = runFloat32(network, [row], pick(random, styles))
        // Of this one point.
        expect(y!).toBeLessThanOrEqual(largest(space, inputs, 0, row, row))
      }
    }),
    { numRuns },
  )
})

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
      const options = { deadline: performance.now() + 2000, most: 600, steps: 0 }
      const { outcome, tree } = await branchAndBound(
        network,
        region,
        { set: holds.set, wants: 'inside' },
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
    if (network === slow)
      for (const vain of [
        [1, 0],
        [0, 1],
        [1, 0.5],
      ])
        expect(accepts(-1e-5, ...vain)).toBe(false)
  }
  const data = certificateOf({ network: slow, domains: [box([2], -1, 1)] })
  const weighed = { output: 0, side: -1, lower: [], multipliers: [], weights: pack(Float64Array.of(1)) }
  const nodes = [{ kind: 'linear', slopes: [weighed], sequences: [], lines: [] }]
  expect(check(sealed({ ...data, proof: { kind: 'bounds', nodes } }))).toMatchObject({
    reason: 'its weights are not of what an output is the largest of',
  })
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
  expect(checkProof(data).accepted).toBe(true)
  expect(checkProof(data, { steps: 10_000 })).toEqual({ accepted: false, reason: 'it takes too many steps to check' })
})
