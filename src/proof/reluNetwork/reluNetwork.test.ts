import fc from 'fast-check'
import { expect, test } from 'vitest'
import { tf } from '../../backend/tf.ts'
import { type BackendName, tfjsBackends } from '../../backend/name.ts'
import { startOrSkip } from '../../../test/backend/startOrSkip.ts'
import { useBackend } from '../../backend/useBackend.ts'
import { above, within } from '../../claim/set.ts'
import type { Network } from '../../network/network.ts'
import { predictRows } from '../../../test/network/randomModel.ts'
import { readNetwork } from '../../network/readNetwork.ts'
import { branchAndBound } from '../branch/branchAndBound.ts'
import { splitRegion } from '../branch/split.ts'
import { linearBounds } from '../linear/linearBounds.ts'
import type { InputBox } from '../region.ts'
import { boundReluNetwork } from './boundReluNetwork.ts'
import { boundForms } from './boundForms.ts'
import { type ReluNetwork, reluNetworkOf } from './reluNetwork.ts'
import {
  denseModel,
  marginsAt,
  randomBox,
  randomClauses,
  rowsOf,
  uniform,
  withMargins,
} from '../../../test/proof/reluNetwork/reluNetwork.ts'
import { reluWorkspaceOf } from './reluWorkspace.ts'
import { boundsToInherit, relaxReluNetwork } from './relaxReluNetwork.ts'
import type { ReluRelaxation } from './reluRelaxation.ts'

function relaxed(network: Network, box: InputBox, backend: BackendName, inherited?: Float32Array): ReluRelaxation {
  const relus = reluNetworkOf(network)!
  return relaxReluNetwork(relus, reluWorkspaceOf(relus), box, backend, inherited)!
}

/** Bounds of every number of the output, by forms. */
function outputBounds(one: ReluRelaxation): [lo: number, hi: number][] {
  const { size } = one.network.layers.at(-1)!
  const unit = (i: number, sign: number): Float64Array => new Float64Array(size).fill(sign, i, i + 1)
  return Array.from({ length: size }, (_, i) => {
    const forms = [1, -1].map((sign) => ({ coefficients: unit(i, sign), constant: 0 }))
    const [most, least] = boundForms(one, forms, false)
    return [-least!.most, most!.most]
  })
}

test.for(tfjsBackends)('no output of %s leaves the bounds of a ReLU network', async (backend, { skip }) => {
  await startOrSkip(backend, skip)
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const random = uniform(seed)
      const { model, sizes } = denseModel(random)
      const network = readNetwork(model)
      const box = randomBox(random, sizes[0]!)
      const rows = rowsOf(random, box, 40)
      const outputs = [...predictRows(model, rows, 40), ...predictRows(model, rows.slice(0, 3), 1)]
      model.dispose()
      const bounds = outputBounds(relaxed(network, box, backend))
      for (const output of outputs)
        for (const [i, [lo, hi]] of bounds.entries()) {
          expect(output[i]).toBeGreaterThanOrEqual(lo)
          expect(output[i]).toBeLessThanOrEqual(hi)
        }
    }),
    { numRuns: 40 },
  )
})

test('bounds are no wider than those of the general way', async () => {
  await useBackend('cpu')
  fc.assert(
    fc.property(fc.integer(), fc.constantFrom('cpu' as const, 'native' as const), (seed, backend) => {
      const random = uniform(seed)
      const { model, sizes } = denseModel(random)
      const network = readNetwork(model)
      model.dispose()
      const box = randomBox(random, sizes[0]!)
      const general = linearBounds(network, { boxes: [box], phases: [] }, backend)!
      const own = relaxed(network, box, backend)
      const affine = network.operations.flatMap(({ kind }, i) => (kind === 'affine' ? [general.bounds[i]!] : []))
      const outputs = outputBounds(own)
      for (const [l, { lo, hi }] of affine.entries())
        for (let i = 0; i < lo.length; i++) {
          const [low, high] =
            l < affine.length - 1
              ? [own.space.bounds[l]!.lo[i]!, own.space.bounds[l]!.hi[i]!]
              : [
                  Math.max(outputs[i]![0], own.space.bounds[l]!.lo[i]!),
                  Math.min(outputs[i]![1], own.space.bounds[l]!.hi[i]!),
                ]
          // The general way knows sums whose terms are all of one sign from the others, and then may bound them from
          // one side only.
          const room = 1e-5 * (Math.abs(lo[i]!) + Math.abs(hi[i]!)) + 1e-30
          expect(low).toBeGreaterThanOrEqual(lo[i]! - room)
          expect(high).toBeLessThanOrEqual(hi[i]! + room)
        }
    }),
    { numRuns: 40 },
  )
})

test('bounds of a box narrow the bounds of its halves, which stay sound', async () => {
  await useBackend('wasm')
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const random = uniform(seed)
      const { model, sizes } = denseModel(random)
      const network = readNetwork(model)
      const box = randomBox(random, sizes[0]!)
      const whole = relaxed(network, box, 'wasm')
      const inherited = boundsToInherit(whole)
      const before = outputBounds(whole)
      const index = Math.floor(random() * sizes[0]!)
      if (!(box.lo[index]! < box.hi[index]!)) return
      const split = { kind: 'number', input: 0, index, at: box.lo[index]! } as const
      for (const { boxes } of splitRegion({ boxes: [box], phases: [] }, split)) {
        const half = boxes[0]!
        const alone = boundsToInherit(relaxed(network, half, 'wasm')).slice()
        const one = relaxed(network, half, 'wasm', inherited)
        const both = boundsToInherit(one)
        const bounds = outputBounds(one)
        const size = both.length / 2
        for (let i = 0; i < size; i++) {
          expect(both[i]).toBeGreaterThanOrEqual(inherited[i]!)
          expect(both[size + i]).toBeLessThanOrEqual(inherited[size + i]!)
          expect(alone[i]).toBeLessThanOrEqual(both[size + i]!)
        }
        const rows = rowsOf(random, half, 20)
        for (const output of predictRows(model, rows, 20))
          for (const [i, [lo, hi]] of bounds.entries()) {
            expect(output[i]).toBeGreaterThanOrEqual(lo)
            expect(output[i]).toBeLessThanOrEqual(hi)
            expect(before[i]![0]).toBeLessThanOrEqual(output[i]!)
          }
      }
      model.dispose()
    }),
    { numRuns: 40 },
  )
})

test('margins stay within their bounds, and what is shown of them holds of every output', async () => {
  await useBackend('wasm')
  let shown = 0
  await fc.assert(
    fc.asyncProperty(fc.integer(), fc.boolean(), async (seed, isStrict) => {
      const random = uniform(seed)
      const { model, sizes } = denseModel(random)
      const clauses = randomClauses(random, sizes.at(-1)!)
      const network = withMargins(readNetwork(model), clauses)
      const region = { boxes: [randomBox(random, sizes[0]!)], phases: [] }
      const rows = rowsOf(random, region.boxes[0]!, 60)
      const margins = predictRows(model, rows, 60).map((output) => marginsAt(clauses, output))
      model.dispose()
      const goal = { set: isStrict ? above(0) : within(0, Infinity), side: 'inside' } as const
      const once = boundReluNetwork(reluNetworkOf(network)!, region, goal, 'wasm')!
      const all = await branchAndBound(network, region, goal, 'wasm', { deadline: performance.now() + 1e5, most: 200 })
      for (const { lo, hi, isShown } of [
        { ...once, isShown: once.shown },
        { ...all, isShown: all.outcome === 'shown' },
      ])
        for (const row of margins) {
          // Margins here are summed up in float64.
          const lost = 1e-12 * row.reduce((sum, margin) => sum + Math.abs(margin), 1e-20)
          expect(Math.min(...row)).toBeGreaterThanOrEqual(lo - lost)
          expect(Math.max(...row)).toBeLessThanOrEqual(hi + lost)
          expect(isShown && Math.min(...row) < -lost).toBe(false)
        }
      if (once.shown) shown++
    }),
    { numRuns: 60, seed: 3 },
  )
  expect(shown).toBeGreaterThan(10)
})

test('forms none of which is below 0 everywhere are combined to one that is', async () => {
  await useBackend('cpu')
  // y = x0, by way of relu(x0 + 10) - 10.
  const model = tf.sequential({
    layers: [tf.layers.dense({ units: 2, activation: 'relu', inputShape: [3] }), tf.layers.dense({ units: 2 })],
  })
  model.setWeights([
    tf.tensor([1, 0, 0, 1, 0, 0], [3, 2]),
    tf.tensor([10, 10]),
    tf.tensor([1, 0, 0, 1], [2, 2]),
    tf.tensor([-10, -10]),
  ])
  const clauses = {
    coefficients: [
      [1, 0],
      [-1, 0],
    ],
    constants: [0.5, 0.5],
    clauses: [[0, 1]],
  }
  const network = withMargins(readNetwork(model), clauses)
  model.dispose()
  const box = { lo: Float32Array.of(-1, -1, -1), hi: Float32Array.of(1, 1, 1) }
  const goal = { set: above(0), side: 'inside' } as const
  const { shown, slopes, lo } = boundReluNetwork(reluNetworkOf(network)!, { boxes: [box], phases: [] }, goal, 'cpu')!
  expect(shown).toBe(true)
  expect(Math.min(...slopes[0]!.weights!)).toBeGreaterThan(0.3)
  expect(lo).toBeGreaterThan(0.2)
  expect(lo).toBeLessThanOrEqual(0.5)
})

test('other networks and goals are left to the general way', () => {
  const relus: ReluNetwork = {
    layers: [],
    width: 2,
    outputs: [[{ coefficients: Float64Array.of(1), constant: 0 }]],
    isExact: true,
  }
  const region = { boxes: [{ lo: Float32Array.of(0), hi: Float32Array.of(1) }], phases: [] }
  expect(boundReluNetwork(relus, region, { set: above(0), side: 'outside' }, 'cpu')).toBeUndefined()
  const phases = [{ operation: 1, index: 0, sign: 1 as const }]
  expect(boundReluNetwork(relus, { ...region, phases }, { set: above(0), side: 'inside' }, 'cpu')).toBeUndefined()
})
