import { describe, expect, test } from 'vitest'
import { big, floats, ints, node, read } from '../../../../test/network/onnx/smallOnnx.ts'
import type { ValueDraft } from '../../../../test/network/onnx/writeOnnx.ts'

describe('where one batch can only be a single row', () => {
  /**
   * The product of each row of m with each of k, in an order that hangs on how many there are, plus one number of each
   * row of m.
   */
  const scrambled = [
    node('Transpose', 'k', { perm: big(1, 0) }, 't'),
    node('MatMul', 'm t', {}, 'z'),
    node('Shape', 'k', {}, 'ks'),
    node('Shape', 'm', {}, 'ms'),
    node('Gather', 'ks i', {}, 'rows'),
    node('Gather', 'ms i', {}, 'columns'),
    node('Concat', 'rows columns', { axis: 0n }, 's'),
    node('Reshape', 'z s', {}, 'w'),
    node('Flatten', 'm', { axis: 0n }, 'f'),
    node('Add', 'w f', {}, 'v'),
  ]
  const single = [node('Reshape', 'x flat', {}, 'a'), node('Add', 'a four', {}, 'b')]
  const initializers = [ints('i', 0), ints('flat', 1, -1), floats('four', [1, 2, 3, 4])]
  const pair = ['m', 'k'].map((name): ValueDraft => ({ name, shape: [name, 1] }))
  const named = (count: number) =>
    Array.from({ length: count }, (_, i): ValueDraft => ({ name: `x${i}`, shape: [`n${i}`, 4] }))

  test('the others are followed together, too', () => {
    const inputs = [{ name: 'x', shape: ['n', 4] }, ...pair]
    const act = () => read([], [...scrambled, ...single], initializers, { inputs, outputs: ['v', 'b'] })
    expect(act).toThrow(/\(MatMul\).*each row of a batch with each/)
  })

  test.for([
    [5, /^$/],
    [6, /batches have 6 names, and not all can be of several rows/],
  ] as const)('they are, as long as they are few: %d names', ([count, message]) => {
    const inputs = [{ name: 'x', shape: ['n', 4] }, ...named(count - 1)]
    const nodes = [
      ...single,
      node('Concat', ['b', ...named(count - 1).map(({ name }) => name)].join(' '), { axis: 1n }),
    ]
    let said = ''
    try {
      read([], nodes, initializers, { inputs })
    } catch (error) {
      said = (error as Error).message
    }
    expect(said).toMatch(message)
  })
})
