import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { useBackend } from '../../backend/useBackend.ts'
import { boundAll } from '../../checker/bounds/boundAll.ts'
import { newCheck } from '../../checker/check.ts'
import { decode } from '../../checker/format/decode.ts'
import { backward, largest } from '../../checker/reluNetwork/backward.ts'
import { boundBox, boundsIn } from '../../checker/reluNetwork/boundBox.ts'
import { boundBelow, boundForms, formInterval } from '../../checker/reluNetwork/boundForms.ts'
import { readReluNetwork, RELU_ERROR, type ReluNetwork } from '../../checker/reluNetwork/readReluNetwork.ts'
import { type Active, newSpace, setLines, type Space } from '../../checker/reluNetwork/space.ts'
import type { Network } from '../../network/network.ts'
import { pick, uniform } from '../../../test/network/random.ts'
import { predictRows } from '../../../test/network/randomModel.ts'
import { readNetwork } from '../../network/readNetwork.ts'
import { denseModel, randomBox, rowsOf } from '../../../test/proof/reluNetwork/reluNetwork.ts'
import { runAllFloat32, runFloat32, styles } from '../../../test/proof/float32.ts'
import type { InputBox } from '../region.ts'
import { dense } from '../../../test/proof/certificate/certificates.ts'
import { certificateOn } from '../../../test/proof/certificate/checkerBounds.ts'

const numRuns = Number(process.env['OVERSHOOT_SOUNDNESS_RUNS'] ?? 40)
beforeAll(() => useBackend('cpu'))

function read(
  network: Network,
  region: InputBox,
): { dense: ReluNetwork | undefined; general: readonly (readonly [number, number, boolean])[][] } {
  const data = certificateOn(network, { boxes: [region], phases: [] }, 'cpu', { kind: 'leaf' })
  const check = newCheck(decode(JSON.parse(JSON.stringify(data))))
  const leaf = { kind: 'linear', slopes: [], lines: [], sequences: [] } as const
  const known = boundAll(check, { boxes: [region], phases: [] }, { ...leaf, slopes: [], lines: [], sequences: [] })!
  return { dense: readReluNetwork(check), general: known.bounds }
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
  const exact = { ...space, network: { ...space.network, isExact: true } }
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

/**
 * What leaves the bounds of a box or of a part of it; how wide outputs are said to be, as a multiple of what the
 * general way says.
 */
function compare(seed: number): { found: string[]; shares: number[]; isSeen: boolean } {
  const random = uniform(seed)
  const { model, sizes } = denseModel(random)
  const network = readNetwork(model)
  const region = randomBox(random, sizes[0]!)
  const rows = rowsOf(random, region, 12)
  const predicted = predictRows(model, rows, rows.length)
  model.dispose()
  const { dense: own, general } = read(network, region)
  const space = own && newSpace(own)
  if (!space || !boundBox(space, region.lo, region.hi, undefined)) return { found: [], shares: [], isSeen: false }
  const known = boundsIn(space)
  const found = rows.flatMap((row) => escapes(space, network, region, row, random))
  const last = space.layers.at(-1)!
  for (const [i, y] of predicted.flatMap((row) => [...row.entries()]))
    if (!(last.lo[i]! <= y && y <= last.hi[i]!)) found.push(`prediction: ${y}`)
  const forms = own.outputs.map(([form]) => form!)
  const above = boundForms(space, forms, 1, region.lo, region.hi)
  const below = boundForms(space, forms, -1, region.lo, region.hi)
  const shares = general[network.output]!.flatMap(([lo, hi], i) => {
    const wide = Math.min(above[i]!, last.hi[i]!) + Math.min(below[i]!, -last.lo[i]!)
    return hi > lo ? [Math.min(100, wide / (hi - lo))] : []
  })
  const part = partOf(random, region)
  const inside = boundBox(space, part.lo, part.hi, known) ? rowsOf(random, part, 12) : []
  found.push(...inside.flatMap((row) => escapes(space, network, part, row, random)))
  return { found, shares, isSeen: true }
}

test.for(['cpu', 'wasm'] as const)(
  'bounds of boxes, alone or inside larger ones, enclose all that is computed, and are as narrow as the general ones: %s',
  async (backend) => {
    await useBackend(backend)
    const shares: number[] = []
    let seen = 0
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const one = compare(seed)
        shares.push(...one.shares)
        seen += one.isSeen ? 1 : 0
        expect(one.found).toEqual([])
      }),
      { numRuns },
    )
    await useBackend('cpu')
    expect(seen).toBeGreaterThan(numRuns / 2)
    expect(shares.reduce((a, b) => a + b) / shares.length).toBeLessThan(1.02)
  },
)

test('lines are past the relu and its error on their sides, and all of their intercepts count', () => {
  const float = fc.float({ noNaN: true, min: -1e6, max: 1e6 })
  const bent = dense(3, [
    {
      weights: [
        [1, 1, 1],
        [1, 0, 1],
      ],
      bias: [0, 0],
      name: 'relu',
    },
    { weights: [[1, -1]], bias: [0] },
  ])
  const [lo, hi] = [new Float32Array(3).fill(-1), new Float32Array(3).fill(1)]
  const space = newSpace(read(bent, { lo, hi }).dense!)
  fc.assert(
    fc.property(float, float, (a, b) => {
      const [low, high] = [Math.min(a, b), Math.max(a, b)]
      fc.pre(high > 0)
      const [layer] = space.layers as [Active]
      setLines(layer, 0, low, high, 2 ** -42)
      for (const x of [low, high, ...[0, low / 2 + high / 2, high / 3].filter((one) => low < one && one < high)]) {
        const relu = Math.max(0, x)
        expect(layer.above[0][0]! * x + layer.above[1][0]!).toBeGreaterThanOrEqual(relu + RELU_ERROR)
        expect(layer.below[0][0]! * x + layer.below[1][0]!).toBeLessThanOrEqual(relu - RELU_ERROR)
      }
    }),
  )
  expect(boundBox(space, lo, hi, undefined)).toBe(true)
  const forms = space.network.outputs.map(([form]) => form!)
  const before = ([1, -1] as const).map((sign) => boundForms(space, forms, sign, lo, hi)[0]!)
  space.layers[0]!.above[1].fill(1000)
  space.layers[0]!.below[1].fill(-2000)
  const after = ([1, -1] as const).map((sign) => boundForms(space, forms, sign, lo, hi)[0]!)
  expect(after.map((bound, k) => Math.round((bound - before[k]!) / 1000))).toEqual([3, 3])
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
  const steep = dense(3, [{ weights: [[2 ** 100, 2 ** 100, 2 ** 100]], bias: [0] }])
  const flat = dense(3, [{ weights: [[2 ** -30, 2 ** -30, 2 ** -30]], bias: [2 ** -126] }])
  const cases: [Network, number[]][] = [
    [steep, [2 ** -130, 2 ** -130, 0]],
    [flat, [1.5 * 2 ** -100, 2 ** -100, 2 ** -100]],
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
        (sign) => boundForms(space, space.network.outputs[0]!, sign as 1 | -1, point, point)[0]!,
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

test('what is open by little is not closed because it is known', () => {
  const network = dense(3, [
    {
      weights: [
        [1e-3, 1e-3, 1e-3],
        [-1e-3, 1e-3, 0],
      ],
      bias: [0, 0],
      name: 'relu',
    },
    { weights: [[1e3, -1e3]], bias: [0] },
  ])
  const [lo, hi] = [new Float32Array(3).fill(-1), new Float32Array(3).fill(1)]
  const space = newSpace(read(network, { lo, hi }).dense!)
  expect(boundBox(space, lo, hi, undefined)).toBe(true)
  expect(boundBox(space, lo, hi, boundsIn(space))).toBe(true)
  expect(space.layers[1]!.hi[0]).toBeGreaterThanOrEqual(2.99)
  expect(space.layers[1]!.lo[0]).toBeLessThanOrEqual(-1.99)
})
