import fc from 'fast-check'
import { expect, test } from 'vitest'
import { evaluate } from '../evaluate.ts'
import { sizeOf } from '../layers/layer.ts'
import { packNetwork } from '../packNetwork.ts'
import { unpackNetwork } from '../unpackNetwork.ts'
import { noise, uniform } from '../../../test/network/random.ts'
import { tolerances } from '../../../test/network/tolerance.ts'
import { randomOnnx } from '../../../test/network/onnx/randomOnnx.ts'
import { growOnnx } from '../../../test/network/onnx/randomOperators.ts'
import { runOnnx } from '../../../test/network/onnx/runOnnx.ts'
import { readOnnx } from './readOnnx.ts'
import type { OnnxNetwork } from './onnxNetwork.ts'
import type { OnnxDraft } from '../../../test/network/onnx/writeOnnx.ts'

function rowsFor({ inputs }: OnnxNetwork, random: () => number): Float32Array[] {
  return inputs.map(({ shape }) => Float32Array.from({ length: sizeOf(shape) }, () => noise(random, 1)))
}

function checkNear(computed: ArrayLike<number>, truth: Float64Array, allowed: Float64Array, draft?: OnnxDraft): void {
  const gaps = Array.from(computed, (value, i) => Math.abs(value - truth[i]!) / allowed[i]!)
  const isNear = computed.length === truth.length && gaps.every((gap) => gap <= 1)
  expect(
    isNear,
    `${Math.max(...gaps)}: ${JSON.stringify(draft, (_, one: unknown) => (typeof one === 'bigint' ? Number(one) : one))}`,
  ).toBe(true)
}

/** How many models of each operator: more with `ONNX_RUNS`. */
const numRuns = Number(process.env['ONNX_RUNS'] ?? 4)

test.for(Object.keys(growOnnx))('%s means what ONNX Runtime computes', async (kind) => {
  let nodes = 0
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 2 ** 31 }), async (seed) => {
      const random = uniform(seed)
      const { bytes, draft } = randomOnnx(random, [kind])
      const read = readOnnx(bytes)
      // Lengths and indices are as they should be.
      unpackNetwork(packNetwork(read.network))
      const rows = rowsFor(read, random)
      nodes += draft.nodes.length
      checkNear(await runOnnx(bytes, read, rows), evaluate(read.network, rows), tolerances(read.network, rows), draft)
    }),
    { numRuns, seed: 5 },
  )
  expect(nodes).toBeGreaterThan(0)
})

test('operators mean the same one after the other', async () => {
  const types = new Set<string>()
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 2 ** 31 }), async (seed) => {
      const random = uniform(seed)
      const { bytes, draft } = randomOnnx(random)
      const read = readOnnx(bytes)
      const rows = rowsFor(read, random)
      for (const { type } of draft.nodes) types.add(type)
      checkNear(await runOnnx(bytes, read, rows), evaluate(read.network, rows), tolerances(read.network, rows), draft)
    }),
    { numRuns: 15 * numRuns, seed: 3 },
  )
  expect(types.size).toBeGreaterThan(35)
})
