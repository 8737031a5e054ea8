import { expect, test } from 'vitest'
import { evaluate } from '../../../evaluate.ts'
import { integer, pick, uniform } from '../../../../../test/network/random.ts'
import { checkSame } from '../../../../../test/network/onnx/checkSame.ts'
import { floats, node, read } from '../../../../../test/network/onnx/smallOnnx.ts'
import type { AttributeDraft } from '../../../../../test/network/onnx/writeOnnx.ts'

const masks = [
  undefined,
  () => floats('m', [0, -1, 0.5, 0, 2, 0, 0, 0, -3, 1, 1, 1], [3, 4]),
  () => floats('m', [1, 0, 1, 0, 1, 1, 1, 1, 0, 0, 0, 1], [3, 4], { type: 'bool' }),
  () => floats('m', [1, 0, 1, 0, 1, 1, 1, 1, 0, 0, 0, 1], [1, 1, 3, 4], { type: 'bool' }),
]

test('attention is what ONNX Runtime computes, however it is masked', async () => {
  const random = uniform(5)
  for (let k = 0; k < 40; k++) {
    const [heads, size] = [integer(random, 1, 2), integer(random, 1, 3)]
    const isGrouped = heads === 2 && random() < 0.3
    const kvHeads = isGrouped ? 1 : heads
    const mask = pick(random, masks)?.()
    const attributes: Record<string, AttributeDraft> = { q_num_heads: BigInt(heads), kv_num_heads: BigInt(kvHeads) }
    if (random() < 0.4) attributes['is_causal'] = 1n
    if (random() < 0.3) attributes['scale'] = 0.7
    if (random() < 0.3) attributes['softcap'] = 1.5
    const isCausalToo = attributes['is_causal'] === 1n && mask !== undefined
    if (isCausalToo) continue
    await checkSame(
      {
        opset: 23,
        nodes: [node('Attention', mask === undefined ? 'q k v' : 'q k v m', attributes)],
        initializers: mask === undefined ? [] : [mask],
        inputs: [
          { name: 'q', shape: ['N', 3, heads * size] },
          { name: 'k', shape: ['N', 4, kvHeads * size] },
          { name: 'v', shape: ['N', 4, kvHeads * 2] },
        ],
        outputs: ['y'],
      },
      random,
    )
  }
})

test('what a query does not see has no part in what is computed', () => {
  const inputs = [{ name: 'x', shape: [1, 1, 3, 2] }]
  const { network } = read([], [node('Attention', 'x x x', { is_causal: 1n })], [], { opset: 23, inputs })
  const run = (...x: number[]): number[] => [...evaluate(network, [Float32Array.from(x)])].slice(0, 4)
  expect(run(1, 2, 3, 4, 5, 6)).toEqual(run(1, 2, 3, 4, Infinity, NaN))
  const kernels = network.operations.flatMap((one) =>
    one.kind === 'affine' ? [...one.kernel, ...(one.bias ?? [])] : [],
  )
  expect(kernels.every(Number.isFinite)).toBe(true)
})

test('a query that sees nothing is refused', () => {
  const mask = floats('m', [1, 1, 0, 0], [2, 2], { type: 'bool' })
  const inputs = [{ name: 'x', shape: [1, 1, 2, 2] }]
  expect(() => read([], [node('Attention', 'x x x m')], [mask], { opset: 23, inputs })).toThrow(/sees no key/)
})
