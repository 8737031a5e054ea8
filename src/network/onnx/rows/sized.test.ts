import { expect, test } from 'vitest'
import { floats, ints, node, read } from '../../../../test/network/onnx/smallOnnx.ts'

/** A known tensor for each row of x, [N, 2, 3], in a shape as PyTorch writes it: `wanted` stands for a length left as it is. */
const expanded = (wanted: number) =>
  read(
    [],
    [
      node('Shape', 'x', {}, 's'),
      node('Gather', 's zero', { axis: 0n }, 'n'),
      node('Concat', 'n one three', { axis: 0n }, 'to'),
      node('Shape', 'to', {}, 'rank'),
      node('ConstantOfShape', 'rank', { value: floats('v', [1], [1], { type: 'int64' }) }, 'ones'),
      node('Mul', 'ones left', {}, 'lefts'),
      node('Equal', 'to lefts', {}, 'isLeft'),
      node('Where', 'isLeft ones to', {}, 'shape'),
      node('Expand', 'c shape', {}, 'e'),
      node('Concat', 'e x', { axis: 1n }),
    ],
    [ints('zero', 0), ints('one', 1), ints('three', 3), ints('left', wanted), floats('c', [1, 2, 3], [1, 1, 3])],
    { inputs: [{ name: 'x', shape: ['N', 2, 3] }] },
  )

test('lengths of which none is left open are their own, however many rows there are', () => {
  expect(expanded(-1).outputs[0]!.shape).toEqual([1, 3, 3])
})

test('a number of rows that decides is followed no further', () => {
  expect(() => expanded(5)).toThrow(expect.objectContaining({ code: 'BATCH_MIXED' }))
})
