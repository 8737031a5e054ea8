import { describe, expect, test } from 'vitest'
import { evaluate } from '../../evaluate.ts'
import { big, floats, ints, node, read, run } from '../../../../test/network/onnx/smallOnnx.ts'
import type { NodeDraft } from '../../../../test/network/onnx/writeOnnx.ts'

const pair = [1, 2]
const own = (type: string, inputs: string, attributes: NodeDraft['attributes'] = {}, outputs = 'y'): NodeDraft => ({
  ...node(type, inputs, attributes, outputs),
  domain: 'own',
})

describe('the order of nodes', () => {
  test('may be any', () => {
    expect(run(pair, [node('Neg', 'b'), node('Add', 'a x', {}, 'b'), node('Relu', 'x', {}, 'a')])).toEqual([-2, 2])
  })

  test('is found in long chains, too', () => {
    const nodes = Array.from({ length: 5000 }, (_, i) => node('Identity', i === 0 ? 'x' : `t${i}`, {}, `t${i + 1}`))
    expect(run(pair, [...nodes.toReversed(), node('Neg', 't5000')])).toEqual([-1, 2])
  })
})

describe('one output of several', () => {
  const nodes = [node('Neg', 'x'), node('Loop', 'x', {}, 'z')]

  test('is read without what only others need', () => {
    const { outputs } = read(pair, nodes, [], { outputs: ['y', 'z'] }, { output: 'y' })
    expect(outputs).toEqual([{ name: 'y', shape: [1, 2] }])
    expect(() => read(pair, nodes, [], { outputs: ['y', 'z'] })).toThrow(/Loop/)
  })

  test('must be there', () => {
    expect(() => read(pair, nodes, [], { outputs: ['y', 'z'] }, { output: 'u' })).toThrow(/one of the outputs y, z/)
  })
})

test('all operators that cannot be read are told at once, with the nodes', () => {
  const nodes = [
    node('Loop', 'x', {}, 'a'),
    ...[1, 2, 3, 4, 5].map((i) => node('Det', 'x', {}, `d${i}`)),
    own('Odd', 'a d1 d2 d3 d4 d5'),
  ]
  expect(() => read(pair, nodes)).toThrow(
    /3 operators .*Loop \(node node a\).*Det \(5 nodes, node d1, node d2, node d3 and 2 more\).*own\.Odd \(node node y\)/,
  )
})

describe('functions of the file', () => {
  const affine = {
    name: 'Affine',
    inputs: ['v', 'w'],
    outputs: ['u'],
    nodes: [node('MatMul', 'v w', {}, 'p'), node('LeakyRelu', 'p', { alpha: { refersTo: 'slope', type: 1 } }, 'u')],
    opset: 13,
    attributes: ['slope'],
  }
  const w = floats('w', [1, 2, 3, 4], [2, 2])

  test('are what their nodes compute, with the attributes of the caller', () => {
    const call = own('Affine', 'x w', { slope: 0.5 })
    expect(run(pair, [call], [w], { functions: [affine] })).toEqual([-2.5, -3])
  })

  test('may call each other, but not themselves without end', () => {
    const twice = { ...affine, name: 'Twice', nodes: [own('Affine', 'v w', {}, 'p'), own('Affine', 'p w', {}, 'u')] }
    expect(run(pair, [own('Twice', 'x w')], [w], { functions: [affine, twice] })).toHaveLength(2)
    const endless = { ...affine, name: 'Endless', nodes: [own('Endless', 'v w', {}, 'u')] }
    expect(() => read(pair, [own('Endless', 'x w')], [w], { functions: [endless] })).toThrow(
      /functions at most 64 deep/,
    )
  })

  test('have their own version of operators', () => {
    const old = { ...affine, nodes: [node('Unsqueeze', 'v', { axes: big(0) }, 'u')], opset: 11 }
    expect(read(pair, [own('Affine', 'x w')], [w], { functions: [old] }).outputs[0]!.shape).toEqual([1, 1, 2])
    const unknown = { ...affine, opset: 99 }
    expect(() => read(pair, [own('Affine', 'x w')], [w], { functions: [unknown] })).toThrow(/opset 1 to 28/)
  })

  test('see nothing of what is outside of them', () => {
    const peeking = { ...affine, nodes: [node('Add', 'v x', {}, 'u')] }
    expect(() => read(pair, [own('Affine', 'x w')], [w], { functions: [peeking] })).toThrow(/No node computes it/)
  })
})

describe('branches', () => {
  const choose = node('If', 'c', {
    then_branch: { nodes: [node('Neg', 'x', {}, 't')], outputs: ['t'] },
    else_branch: { nodes: [node('Mul', 'x w', {}, 'e')], initializers: [floats('w', [3])], outputs: ['e'] },
  })

  test.for([
    [1, [-1, 2]],
    [0, [3, -6]],
  ] as const)('are chosen by a condition that is known: %d', ([condition, expected]) => {
    const c = floats('c', [condition], [], { type: 'bool' })
    expect(run(pair, [choose], [c])).toEqual(expected)
  })

  test('may be chosen by shapes', () => {
    const nodes = [node('Size', 'x', {}, 's'), node('Greater', 's n', {}, 'c'), choose]
    expect(run(pair, nodes, [floats('n', [1], [], { type: 'int64' })])).toEqual([-1, 2])
    expect(run(pair, nodes, [floats('n', [5], [], { type: 'int64' })])).toEqual([3, -6])
  })

  test('are refused where what is computed, or how many rows there are, decides', () => {
    expect(() => read(pair, [node('Greater', 'x x', {}, 'c'), choose])).toThrow(
      expect.objectContaining({ code: 'OPERATOR_UNSUPPORTED' }),
    )
    const nodes = [node('Size', 'x', {}, 's'), node('Greater', 's n', {}, 'c'), choose]
    const open = { inputs: [{ name: 'x', shape: ['N', 2] }] }
    const n = floats('n', [5], [], { type: 'int64' })
    expect(() => read(pair, nodes, [n], open)).toThrow(expect.objectContaining({ code: 'BATCH_MIXED' }))
    expect(read(pair, nodes, [n], open, { batch: 3 }).outputs[0]!.shape).toEqual([3, 2])
  })
})

describe('sparse numbers', () => {
  test('are put in their places, which are counted or have an index for each axis', () => {
    const sparse = (indices: ReturnType<typeof floats>) => [{ name: 'w', dims: [2, 2], values: [5, 7], indices }]
    expect(run(pair, [node('MatMul', 'x w')], [], { sparse: sparse(ints('i', 1, 2)) })).toEqual([-14, 5])
    const pairs = floats('i', [0, 1, 1, 0], [2, 2], { type: 'int64' })
    expect(run(pair, [node('MatMul', 'x w')], [], { sparse: sparse(pairs) })).toEqual([-14, 5])
  })

  test.for([
    [4, /places inside of \[2, 2\]/],
    [-1, /places inside/],
  ] as const)('have no place %d', ([place, message]) => {
    const sparse = [{ name: 'w', dims: [2, 2], values: [5, 7], indices: ints('i', 1, place) }]
    expect(() => read(pair, [node('MatMul', 'x w')], [], { sparse })).toThrow(message)
  })
})

describe('what is known', () => {
  test('is computed when the file is read, whatever the operator', () => {
    const nodes = [
      node('Sigmoid', 'w', {}, 'a'),
      node('Softmax', 'a', {}, 'b'),
      node('LayerNormalization', 'b s', {}, 'c'),
      node('MatMul', 'x c'),
    ]
    const { network } = read(pair, nodes, [floats('w', [1, -2, 3, 4], [2, 2]), floats('s', [1, 2])], { opset: 17 })
    expect(network.operations.map(({ kind }) => kind)).toEqual(['input', 'affine'])
  })

  test('may be all that there is', () => {
    const { network } = read(pair, [node('Exp', 'w')], [floats('w', [0, 1])])
    expect([...evaluate(network, [Float32Array.of(8, 9)])]).toEqual([1, Math.fround(Math.E)])
  })
})

describe('versions before 7', () => {
  const old = (nodes: NodeDraft[], initializers: ReturnType<typeof floats>[], opset = 6, shape = [1, 2, 2]) =>
    run(shape, nodes, initializers, { opset })

  test('place the second of two tensors along an axis', () => {
    const add = node('Add', 'x w', { broadcast: 1n, axis: 1n })
    expect(old([add], [floats('w', [10, 20])])).toEqual([11, 8, 23, 16])
    expect(old([node('Add', 'x w', { broadcast: 1n })], [floats('w', [10, 20])])).toEqual([11, 18, 13, 16])
    const rows = { opset: 6, inputs: [{ name: 'x', shape: ['N', 2, 2] }] }
    expect(read([1, 2, 2], [add], [floats('w', [10, 20])], rows).outputs[0]!.shape).toEqual([1, 2, 2])
    const onRows = node('Add', 'x w', { broadcast: 1n, axis: 0n })
    expect(() => read([1, 2, 2], [onRows], [floats('w', [10, 20])], rows)).toThrow(
      expect.objectContaining({ code: 'BATCH_MIXED' }),
    )
    expect(() => old([node('Pow', 'x w', { broadcast: 1n, axis: 1n })], [floats('w', [2, 3])])).toThrow(/axis/)
  })

  test('have shapes and types in attributes', () => {
    expect(old([node('Reshape', 'x', { shape: big(1, 4) })], [], 4)).toEqual([1, -2, 3, -4])
    const cast = node('Cast', 'i', { to: 'FLOAT' }, 'f')
    expect(old([cast, node('Mul', 'x f')], [ints('i', 2, 3)], 5)).toEqual([2, -6, 6, -12])
  })

  test('have slopes for channels, and concatenate along axis 1', () => {
    expect(old([node('PRelu', 'x s')], [floats('s', [10, 100])])).toEqual([1, -20, 3, -400])
    expect(old([node('Concat', 'x x')], [], 3)).toHaveLength(8)
  })

  test('say that they are not training', () => {
    expect(old([node('Dropout', 'x', { is_test: 1n })], [])).toEqual([1, -2, 3, -4])
    expect(() => old([node('Dropout', 'x')], [])).toThrow(/training/)
  })
})

describe('numbers that hang on how many rows there are', () => {
  const open = { inputs: [{ name: 'x', shape: ['N', 2] }], opset: 14 }
  const shape = node('Shape', 'x', {}, 's')
  // Of one row the first is 1, of many it is not.
  const one = floats('one', [1], [1], { type: 'int64' })
  const less = node('Sub', 's two', {}, 'd')
  const two = floats('two', [2], [1], { type: 'int64' })

  test.for<[string, NodeDraft[], ReturnType<typeof floats>[]]>([
    ['ArgMax', [shape, node('ArgMax', 's', {}, 'i'), node('Cast', 'i', { to: 1n }, 'f'), node('Mul', 'x f')], []],
    [
      'NonZero',
      [shape, less, node('NonZero', 'd', {}, 'i'), node('Cast', 'i', { to: 1n }, 'f'), node('Mul', 'x f')],
      [two],
    ],
    ['Compress', [shape, less, node('Cast', 'd', { to: 9n }, 'c'), node('Compress', 'x c', { axis: 1n })], [two]],
    [
      'OneHot',
      [shape, node('OneHot', 's n v', {}, 'h'), node('MatMul', 'x h')],
      [floats('n', [2], [], { type: 'int64' }), floats('v', [0, 1])],
    ],
    [
      'GatherElements',
      [shape, node('GatherElements', 'v s', {}, 'g'), node('Mul', 'x g')],
      [floats('v', [1, 2, 3, 4])],
    ],
    [
      'Trilu',
      [shape, node('Gather', 's zero', {}, 'k'), node('Trilu', 'w k', {}, 't'), node('MatMul', 'x t')],
      [floats('zero', [0], [], { type: 'int64' }), floats('w', [1, 2, 3, 4], [2, 2])],
    ],
    [
      'Range',
      [
        shape,
        node('Gather', 's zero', {}, 'k'),
        node('Range', 'zero k step', {}, 'r'),
        node('Size', 'r', {}, 'z'),
        node('Cast', 'z', { to: 1n }, 'f'),
        node('Mul', 'x f'),
      ],
      [floats('zero', [0], [], { type: 'int64' }), floats('step', [1], [], { type: 'int64' })],
    ],
  ])('decide nothing: %s', ([, nodes, initializers]) => {
    expect(() => read(pair, nodes, [...initializers, one], open)).toThrow(
      expect.objectContaining({ code: 'BATCH_MIXED' }),
    )
    expect(read(pair, nodes, [...initializers, one], open, { batch: 3 }).outputs).toHaveLength(1)
  })
})

test('whole numbers that are not known exactly are compared with nothing', () => {
  const nodes = [node('Equal', 'a b', {}, 'c'), node('Where', 'c x x')]
  const large = [ints('a', 2 ** 60, 1), ints('b', 2 ** 60, 1)]
  expect(() => read(pair, nodes, large)).toThrow(/Whole numbers up to 2\^53/)
})

test('a graph that lies too deep in others is refused', () => {
  type Branch = { nodes: NodeDraft[]; outputs: string[] }
  let branch: Branch = { nodes: [node('Neg', 'x', {}, 't')], outputs: ['t'] }
  const other: Branch = branch
  for (let depth = 0; depth < 40; depth++)
    branch = { nodes: [node('If', 'c', { then_branch: branch, else_branch: other }, 't')], outputs: ['t'] }
  const nodes = [node('If', 'c', { then_branch: branch, else_branch: other })]
  expect(() => read(pair, nodes, [floats('c', [1], [], { type: 'bool' })])).toThrow(/graphs at most 32 deep/)
})
