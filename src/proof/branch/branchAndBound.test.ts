import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import fc from 'fast-check'
import { beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import { tf } from '../../backend/tf.ts'
import { useBackend } from '../../backend/useBackend.ts'
import { within } from '../../claim/set.ts'
import { evaluate } from '../../network/evaluate.ts'
import type { Network } from '../../network/network.ts'
import { uniform } from '../../../test/network/random.ts'
import { predictRows } from '../../../test/network/randomModel.ts'
import { readNetwork } from '../../network/readNetwork.ts'
import { linearBounds } from '../linear/linearBounds.ts'
import type { InputBox, Region } from '../region.ts'
import { type BranchResult, branchAndBound, type BranchOptions, type ProofTree } from './branchAndBound.ts'
import type { Target } from '../../claim/target.ts'
import { openPool } from './pool.ts'
import { cutPoint, splitRegion } from './split.ts'

beforeAll(() => useBackend('cpu'))

function mlp(seed: number, sizes: readonly number[]): tf.LayersModel {
  const random = uniform(seed)
  const layers = sizes.slice(1).map((units, i) =>
    tf.layers.dense({
      units,
      ...(i < sizes.length - 2 && { activation: 'relu' as const }),
      ...(i === 0 && { inputShape: [sizes[0]!] }),
    }),
  )
  const model = tf.sequential({ layers })
  tf.tidy(() =>
    model.setWeights(
      model.getWeights().map(({ shape, size }) =>
        tf.tensor(
          Float32Array.from({ length: size }, () => (random() - 0.5) * 2),
          shape,
        ),
      ),
    ),
  )
  return model
}

function networkOf(model: tf.LayersModel): Network {
  const network = readNetwork(model)
  model.dispose()
  return network
}

const cube = (n: number): Region => ({
  boxes: [{ lo: new Float32Array(n).fill(-1), hi: new Float32Array(n).fill(1) }],
  phases: [],
})

const run = (
  network: Network,
  region: Region,
  goal: Target,
  options: Partial<BranchOptions> = {},
): Promise<BranchResult> =>
  branchAndBound(network, region, goal, 'cpu', { deadline: performance.now() + 600_000, ...options })

/** Outputs at random points and corners. */
function sample(network: Network, { boxes }: Region, random: () => number, count: number): number[] {
  return Array.from({ length: count }, (_, k) => {
    const rows = boxes.map(({ lo, hi }) =>
      lo.map((low, i) => low + (hi[i]! - low) * (k % 2 ? random() : Math.round(random()))),
    )
    return evaluate(network, rows)[0]!
  })
}

test('a range that bounds at once do not show is shown in parts, and never one that an output leaves', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer(), fc.boolean(), async (seed, many) => {
      const inputs = many ? 40 : 3
      const network = networkOf(mlp(seed, many ? [inputs, 6, 1] : [inputs, 8, 8, 1]))
      const region = cube(inputs)
      const { lo, hi } = linearBounds(network, region, 'cpu')!.bounds[network.output]!
      const outputs = sample(network, region, uniform(seed), 400)
      // Between what is known and what bounds say at once: out of reach for the latter.
      const most = Math.max(...outputs)
      const goal: Target = { set: within(lo[0]!, most + 0.5 * (hi[0]! - most)), side: 'inside' }
      const result = await run(network, region, goal, { most: 400, steps: many ? 10 : 0 })
      expect(result.lo).toBeLessThanOrEqual(Math.min(...outputs))
      expect(result.hi).toBeGreaterThanOrEqual(most)
      expect(result.hi).toBeLessThanOrEqual(hi[0]!)
      expect(['shown', 'stopped']).toContain(result.outcome)
      const impossible: Target = { set: within(lo[0]!, most - 1e-3), side: 'inside' }
      const refused = await run(network, region, impossible, { most: 200 })
      expect(refused.outcome).not.toBe('shown')
      expect(refused.hi).toBeGreaterThanOrEqual(most)
    }),
    { numRuns: Number(process.env['RUNS'] ?? 4) },
  )
})

/** |x - y| of two numbers: bounds at once lose the connection. */
function distance(): Network {
  const model = tf.sequential({
    layers: [
      tf.layers.dense({ units: 2, activation: 'relu', inputShape: [2] }),
      tf.layers.dense({ units: 1, useBias: false }),
    ],
  })
  tf.tidy(() =>
    model.setWeights([
      tf.tensor2d([
        [1, -1],
        [-1, 1],
      ]),
      tf.tensor1d([0, 0]),
      tf.tensor2d([[1], [1]]),
    ]),
  )
  return networkOf(model)
}

test('what is shown comes with a tree that covers the domain, each leaf of which bounds show', async () => {
  const network = networkOf(mlp(3, [2, 8, 8, 1]))
  const region = cube(2)
  const outputs = sample(network, region, uniform(2), 500)
  const set = within(Math.min(...outputs) - 0.1, Math.max(...outputs) + 0.1)
  const result = await run(network, region, { set, side: 'inside' })
  expect(result.outcome).toBe('shown')
  let leaves = 0
  const ranges: [lo: number, hi: number][] = []
  const check = (tree: ProofTree, part: Region): void => {
    if (tree.kind !== 'split') {
      leaves++
      const { lo, hi } = linearBounds(network, part, 'cpu')!.bounds[network.output]!
      ranges.push([lo[0]!, hi[0]!])
      return
    }
    const [left, right] = splitRegion(part, tree.split)
    check(tree.left, left)
    check(tree.right, right)
  }
  check(result.tree!, region)
  expect(ranges.every(([lo, hi]) => lo >= set.lo && hi <= set.hi)).toBe(true)
  expect(leaves).toBeGreaterThan(1)
  expect(result.regions).toBe(2 * leaves - 1)
})

test('a claim that fails is not shown: its counterexample is among the inputs that are tried', async () => {
  const network = distance()
  const goal: Target = { set: within(0, 1.9), side: 'inside' }
  const tried: number[] = []
  const result = await run(network, cube(2), goal, {
    tryRows: (rows) => {
      tried.push(...rows.map((row) => evaluate(network, row)[0]!))
      return tried.some((output) => output > 1.9)
    },
  })
  expect(result.outcome).toBe('hit')
  expect(Math.max(...tried)).toBe(2)
})

test('a single point that bounds cannot decide is said to be left', async () => {
  const network = distance()
  const point: Region = { boxes: [{ lo: Float32Array.of(0.1, 0.7), hi: Float32Array.of(0.1, 0.7) }], phases: [] }
  const exact = evaluate(network, [Float32Array.of(0.1, 0.7)])[0]!
  const result = await run(network, point, { set: within(exact, exact), side: 'inside' })
  expect(result).toMatchObject({ outcome: 'stuck', regions: 1, left: [point] })
})

test('any-time: stopped by its budget, by time or by a signal, what it says still holds', async () => {
  const network = networkOf(mlp(5, [6, 12, 12, 1]))
  const region = cube(6)
  const outputs = sample(network, region, uniform(1), 500)
  const goal: Target = { set: within(Math.min(...outputs), Math.max(...outputs)), side: 'inside' }
  const aborted = AbortSignal.abort()
  const ways: Partial<BranchOptions>[] = [{ most: 1 }, { most: 300 }, { deadline: 0 }, { signal: aborted }]
  let width = Infinity
  for (const way of ways) {
    const result = await run(network, region, goal, way)
    expect(result.outcome).toBe('stopped')
    expect(result.lo).toBeLessThanOrEqual(Math.min(...outputs))
    expect(result.hi).toBeGreaterThanOrEqual(Math.max(...outputs))
    const wide = result.hi - result.lo
    // More regions, narrower bounds; none without any work.
    expect(way.most === undefined ? result.regions === 0 && wide === Infinity : wide < width).toBe(true)
    width = Math.min(width, wide)
  }
})

test('one-hot rows are split letter by letter: the exact range of a network that bounds lose', async () => {
  const model = mlp(9, [12, 6, 1])
  const rows: Float32Array[][] = []
  for (let string = 0; string < 81; string++) {
    const row = new Float32Array(12)
    for (let r = 0; r < 4; r++) row[r * 3 + (Math.floor(string / 3 ** r) % 3)] = 1
    rows.push([row])
  }
  const outputs = predictRows(model, rows, 81).map((output) => output[0]!)
  const network = networkOf(model)
  const box: InputBox = { lo: new Float32Array(12), hi: new Float32Array(12).fill(1), letters: 3 }
  const [least, most] = [Math.min(...outputs), Math.max(...outputs)]
  const close = await run(
    network,
    { boxes: [box], phases: [] },
    { set: within(least - 1e-4, most + 1e-4), side: 'inside' },
  )
  expect(close.outcome).toBe('shown')
  const past = await run(
    network,
    { boxes: [box], phases: [] },
    { set: within(least - 1e-4, most - 1e-4), side: 'inside' },
  )
  expect(past.outcome).toBe('stuck')
  expect(past.left).toHaveLength(outputs.filter((output) => output > most - 1e-4).length)
})

test.skipIf(availableParallelism() < 2)(
  'workers find what this thread finds, and it finds what they do not',
  async () => {
    const network = networkOf(mlp(7, [4, 10, 10, 1]))
    const task = { network, goal: { set: within(-0.1, 0.1), side: 'inside' }, backend: 'cpu' } as const
    const parts = [cube(4)]
    for (let i = 0; i < 7; i++) parts.push(...splitRegion(parts[i]!, { kind: 'number', input: 0, index: i % 4, at: 0 }))
    const batch = { regions: parts, steps: 2, until: Infinity }
    const expected = await openPool(task, Infinity).bound(batch)
    const pool = openPool(task, 0)
    const post = vi.spyOn(Worker.prototype, 'postMessage')
    onTestFinished(() => void post.mockRestore())
    // Until they have started this thread does all.
    while (post.mock.calls.length === 0) {
      expect(await pool.bound(batch)).toEqual(expected)
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
    post.mockImplementation(function (this: Worker) {
      void this.terminate()
    })
    for (let i = 0; i < 2; i++) expect(await pool.bound(batch)).toEqual(expected)
    await pool.close()
  },
)

test('a cut leaves no float out and makes both sides smaller', () => {
  const float = fc.float({ noNaN: true, noDefaultInfinity: true })
  fc.assert(
    fc.property(float, float, (a, b) => {
      fc.pre(a !== b && !(a === 0 && b === 0))
      const [lo, hi] = [Math.min(a, b), Math.max(a, b)]
      const at = cutPoint(lo, hi)
      expect(Math.fround(at)).toBe(at)
      const box = { lo: Float32Array.of(lo), hi: Float32Array.of(hi) }
      const [left, right] = splitRegion({ boxes: [box], phases: [] }, { kind: 'number', input: 0, index: 0, at })
      expect([left.boxes[0]!.lo[0], right.boxes[0]!.hi[0]]).toEqual([box.lo[0], box.hi[0]])
      expect(left.boxes[0]!.hi[0]).toBeLessThan(hi)
      expect(right.boxes[0]!.lo[0]).toBeGreaterThan(left.boxes[0]!.hi[0]!)
      expect(left.boxes[0]!.hi[0]).toBeGreaterThanOrEqual(lo)
    }),
  )
})
