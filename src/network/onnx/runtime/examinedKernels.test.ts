import fc from 'fast-check'
import { expect, test } from 'vitest'
import { floats, ints, node } from '../../../../test/network/onnx/smallOnnx.ts'
import { runOnnx } from '../../../../test/network/onnx/runOnnx.ts'
import { type NodeDraft, type OnnxDraft, writeOnnx } from '../../../../test/network/onnx/writeOnnx.ts'
import { integer, pick, uniform } from '../../../../test/network/random.ts'
import { testSeed } from '../../../../test/seed.ts'
import { intervalBounds } from '../../../proof/intervalBounds.ts'
import { evaluate } from '../../evaluate.ts'
import { sizeOf } from '../../layers/layer.ts'
import { readFor, readOnnx } from '../readOnnx.ts'

const model = (nodes: NodeDraft[], shape: number[], more: Partial<OnnxDraft> = {}): Uint8Array =>
  writeOnnx({ opset: 13, nodes, initializers: [], inputs: [{ name: 'x', shape }], outputs: ['y'], ...more })

const toFloats = node('Cast', 'p', { to: 1n })

test.for(['ArgMax', 'ArgMin', 'TopK'])('%s chooses as ONNX Runtime does, among equal numbers, too', (type) =>
  fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 2 ** 31 }), async (seed) => {
      const random = uniform(seed)
      const shape = Array.from({ length: integer(random, 1, 3) }, () => integer(random, 1, 4))
      const axis = integer(random, 0, shape.length - 1)
      shape[axis] = integer(random, 1, pick(random, [4, 20, 64]))
      const own = { axis: BigInt(axis) }
      const one =
        type === 'TopK'
          ? node(type, 'x k', { ...own, largest: pick(random, [0n, 1n]) }, 'v p')
          : node(type, 'x', { ...own, select_last_index: pick(random, [0n, 1n]) }, 'p')
      const bytes = model([one, toFloats], shape, { initializers: [ints('k', integer(random, 1, shape[axis]))] })
      const few = [0, 1, -0, 2, -1, 2 ** -149, Infinity, -Infinity]
      const row = Float32Array.from({ length: sizeOf(shape) }, () => pick(random, few))
      const read = readOnnx(bytes)
      expect([...evaluate(read.network, [row])]).toEqual(await runOnnx(bytes, read, [row]))
    }),
    { numRuns: 60, seed: testSeed() },
  ),
)

test.for<[string, NodeDraft[]]>([
  ['ArgMax', [node('ArgMax', 'l', { axis: 0n }, 'p'), toFloats]],
  ['ArgMin', [node('ArgMin', 'l', { axis: 0n }, 'p'), toFloats]],
  ['the places of a TopK', [node('TopK', 'l k', { axis: 0n }, 'v p'), toFloats]],
  ['QuantizeLinear', [node('QuantizeLinear', 'l s z', {}, 'q'), node('DequantizeLinear', 'q s z')]],
])('nothing is known of %s where there may be NaN', ([, nodes]) => {
  const zero = { name: 'z', dims: [], type: 'uint8', values: [3] } as const
  const initializers = [ints('k', 2), floats('s', [0.5], []), zero]
  const { network } = readOnnx(model([node('Log', 'x', {}, 'l'), ...nodes], [3], { initializers }))
  const over = (least: number) =>
    intervalBounds(
      network,
      { boxes: [{ lo: Float32Array.of(5, least, 1), hi: Float32Array.of(6, 2, 1) }], phases: [] },
      'onnxruntime',
    )
  const unsure = over(-1)
  expect([Math.min(...unsure.lo), Math.max(...unsure.hi), unsure.nan]).toEqual([-Infinity, Infinity, true])
  const sure = over(1)
  expect([[...sure.lo, ...sure.hi].every(Number.isFinite), sure.nan]).toEqual([true, false])
})

test('what functions make of known numbers has their errors where a runtime computes it', () => {
  const nodes = [node('Exp', 'w', {}, 'e'), node('Mul', 'x e')]
  const bytes = model(nodes, [2], { initializers: [floats('w', [1, 3])] })
  const rows = { boxes: [{ lo: Float32Array.of(1, 1), hi: Float32Array.of(1, 1) }], phases: [] }
  const [folded, kept] = [readOnnx(bytes), readFor(bytes, {}, true)].map(({ network }) =>
    intervalBounds(network, rows, 'onnxruntime'),
  )
  expect([folded!.lo[0], folded!.hi[1]]).toEqual([-Infinity, Infinity])
  for (const [i, x] of [1, 3].entries()) {
    expect(kept!.lo[i]).toBeLessThanOrEqual(Math.exp(x) * (1 - 2 ** -24))
    expect(kept!.hi[i]).toBeGreaterThanOrEqual(Math.exp(x) * (1 + 2 ** -24))
    expect(kept!.hi[i]! - kept!.lo[i]!).toBeLessThan(1e-4)
  }
})
