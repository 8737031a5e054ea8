import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { temporaryFolder } from '../../../test/temporaryFolder.ts'
import { evaluate } from '../evaluate.ts'
import { readOnnx } from './readOnnx.ts'
import {
  type NodeDraft,
  type OnnxDraft,
  rawBytes,
  type TensorDraft,
  writeOnnx,
} from '../../../test/network/onnx/writeOnnx.ts'

const draft = (nodes: NodeDraft[], more: Partial<OnnxDraft> = {}): OnnxDraft => ({
  opset: 13,
  nodes,
  initializers: [],
  inputs: [{ name: 'x', shape: [1, 2] }],
  outputs: ['y'],
  ...more,
})
const node = (type: string, inputs: string[], outputs: string[] = ['y'], more: Partial<NodeDraft> = {}): NodeDraft => ({
  type,
  inputs,
  outputs,
  ...more,
})
const floats = (name: string, values: number[], more: Partial<TensorDraft> = {}): TensorDraft => ({
  name,
  dims: [values.length],
  type: 'float',
  values,
  ...more,
})
const read = (nodes: NodeDraft[], more: Partial<OnnxDraft> = {}) => readOnnx(writeOnnx(draft(nodes, more)))
const run = (of: ReturnType<typeof read>, ...rows: number[][]) => [
  ...evaluate(
    of.network,
    rows.map((row) => Float32Array.from(row)),
  ),
]

describe('what is kept', () => {
  test('names and shapes of inputs and outputs, outputs one after the other', () => {
    const model = read([node('Relu', ['a'], ['r']), node('Transpose', ['b'], ['t']), node('Neg', ['a'], ['n'])], {
      inputs: [
        { name: 'a', shape: ['N', 2] },
        { name: 'b', shape: [2, 2] },
        { name: 'unread', shape: [1, 3] },
      ],
      outputs: ['t', 'r', 'a'],
    })
    expect(model.inputs).toEqual([
      { name: 'a', shape: [1, 2] },
      { name: 'b', shape: [2, 2] },
      { name: 'unread', shape: [1, 3] },
    ])
    expect(model.outputs).toEqual([
      { name: 't', shape: [2, 2] },
      { name: 'r', shape: [1, 2] },
      { name: 'a', shape: [1, 2] },
    ])
    expect(run(model, [-1, 2], [1, 2, 3, 4], [0, 0, 0])).toEqual([1, 3, 2, 4, 0, 2, -1, 2])
    // What no output depends on is left out: Neg.
    expect(model.network.operations.map(({ layer }) => layer).join()).not.toContain('Neg')
  })

  test('no operation for what changes nothing, and a bias in the sum before it', () => {
    const model = read(
      [
        node('Sub', ['x', 'zero'], ['a']),
        node('Flatten', ['a'], ['b']),
        node('MatMul', ['b', 'w'], ['c']),
        node('Add', ['c', 'bias'], ['d']),
        node('Identity', ['d'], ['y']),
      ],
      { initializers: [floats('zero', [0, 0]), floats('w', [1, 2, 3, 4], { dims: [2, 2] }), floats('bias', [10, 20])] },
    )
    expect(model.network.operations.map(({ kind }) => kind)).toEqual(['input', 'affine'])
    expect(run(model, [1, 1])).toEqual([14, 26])
  })

  test('no gather between layers that see channels in another order', () => {
    const image = [1, 2, 4, 4]
    const initializers = [
      floats(
        'w',
        Array.from({ length: 24 }, (_, i) => i),
        { dims: [3, 2, 2, 2] },
      ),
      floats(
        'v',
        Array.from({ length: 27 }, (_, i) => i),
        { dims: [9, 3, 1, 1] },
      ),
      ...['s', 'b', 'm', 'q'].map((name) => floats(name, [1, 2, 3])),
    ]
    const model = read(
      [
        node('Conv', ['x', 'w'], ['c']),
        node('BatchNormalization', ['c', 's', 'b', 'm', 'q'], ['n']),
        node('Relu', ['n'], ['r']),
        node('MaxPool', ['r'], ['p'], { attributes: { kernel_shape: [2n, 2n] } }),
        node('Conv', ['p', 'v'], ['d']),
        node('GlobalAveragePool', ['d'], ['y']),
      ],
      { inputs: [{ name: 'x', shape: image }], initializers },
    )
    const kinds = model.network.operations.map(({ kind }) => kind)
    expect(kinds).toEqual(['input', 'affine', 'affine', 'elementwise', 'extremum', 'affine', 'affine'])
  })

  test('float64 numbers as the float32 next to them, and which tensors that changes', () => {
    const initializers = [floats('w', [0.1, 0.5], { type: 'double' }), floats('v', [0.5, 0.25], { type: 'double' })]
    const nodes = [node('Mul', ['x', 'w'], ['a']), node('Mul', ['a', 'v'])]
    expect(() => read(nodes, { initializers })).toThrow(expect.objectContaining({ code: 'NUMBER_TYPE_UNSUPPORTED' }))
    const model = readOnnx(writeOnnx(draft(nodes, { initializers })), { round: true })
    expect(model.rounded).toEqual(['tensor w, float64'])
    expect(run(model, [1, 1])).toEqual([Math.fround(0.1) * 0.5, 0.125])
  })
})

describe('what is refused', () => {
  const refused: Readonly<Record<string, [() => unknown, string, RegExp]>> = {
    'an unknown operator': [
      () => read([node('Loop', ['x'], ['y'], { name: 'again' })]),
      'OPERATOR_UNSUPPORTED',
      /the operator Loop \(node again\) cannot be read\. Export the model .* onnxruntime-node/,
    ],
    'an operator of another domain': [
      () => read([node('Relu', ['x'], ['y'], { domain: 'com.microsoft' })]),
      'OPERATOR_UNSUPPORTED',
      /com\.microsoft\.Relu/,
    ],
    'a kernel that is computed': [
      () => read([node('Conv', ['x', 'x'])], { inputs: [{ name: 'x', shape: [1, 1, 3] }] }),
      'OPERATOR_UNSUPPORTED',
      /a kernel that is computed/,
    ],
    'dropout in training': [
      () => read([node('Dropout', ['x', '', 't'])], { initializers: [floats('t', [1], { type: 'bool', dims: [] })] }),
      'OPERATOR_UNSUPPORTED',
      /inference/,
    ],
    'the mask of a dropout': [() => read([node('Dropout', ['x'], ['z', 'y'])]), 'OPERATOR_UNSUPPORTED', /inference/],
    'a cast to texts': [
      () => read([node('Cast', ['x'], ['y'], { attributes: { to: 8n } })]),
      'OPERATOR_UNSUPPORTED',
      /a cast to text/,
    ],
    'an opset that is too new': [() => read([node('Relu', ['x'])], { opset: 99 }), 'MODEL_INVALID', /opset 1 to 28/],
    'a tensor that nobody computes': [() => read([node('Relu', ['z'])]), 'MODEL_INVALID', /No node computes it/],
    'a circle': [
      () => read([node('Add', ['x', 'b'], ['a']), node('Relu', ['a'], ['b']), node('Relu', ['b'])]),
      'MODEL_INVALID',
      /It depends on itself/,
    ],
    'two tensors of one name': [
      () => read([node('Relu', ['x'], ['a']), node('Neg', ['x'], ['a']), node('Add', ['a', 'a'])]),
      'MODEL_INVALID',
      /a name for each tensor/,
    ],
    'two initializers of one name': [
      () => read([node('Add', ['x', 'w'])], { initializers: [floats('w', [1]), floats('w', [2])] }),
      'MODEL_INVALID',
      /a name for each initializer/,
    ],
    'no inputs': [() => read([node('Relu', ['x'])], { inputs: [] }), 'MODEL_INVALID', /a model with inputs/],
    'no outputs': [() => read([node('Relu', ['x'])], { outputs: [] }), 'MODEL_INVALID', /a model with outputs/],
    'an open length': [
      () => read([node('Relu', ['x'])], { inputs: [{ name: 'x', shape: ['N', 'steps'] }] }),
      'MODEL_INVALID',
      /axis 1: steps.*only a batch may be left open/,
    ],
    'a batch of no rows': [
      () => read([node('Relu', ['x'])], { inputs: [{ name: 'x', shape: [0, 2] }] }),
      'MODEL_INVALID',
      /inputs with numbers in them, received x="axis 0: 0"/,
    ],
    'numbers that their type lacks': [
      () =>
        read([node('Cast', ['c'], ['f'], { attributes: { to: 1n } }), node('Mul', ['x', 'f'])], {
          initializers: [floats('c', [300], { type: 'uint8', stored: 'list' })],
        }),
      'MODEL_INVALID',
      /uint8 numbers, received c=300/,
    ],
    'dimensions of 10^12': [
      () => read([node('Relu', ['x'])], { inputs: [{ name: 'x', shape: [1e12, 1e12] }] }),
      'MODEL_INVALID',
      /at most 16777216 numbers/,
    ],
    'a result of 10^10 numbers': [
      () => read([node('Expand', ['x', 's'])], { initializers: [floats('s', [5e9, 2], { type: 'int64' })] }),
      'MODEL_INVALID',
      /at most 16777216 numbers/,
    ],
    'many results of many numbers': [
      () => {
        const nodes = Array.from({ length: 60 }, (_, i) =>
          node('Expand', [i === 0 ? 'x' : `t${i}`, `s`], [`t${i + 1}`]),
        )
        return read(nodes, {
          initializers: [floats('s', [2 ** 20, 2], { type: 'int64' })],
          outputs: nodes.map(({ outputs }) => outputs[0]!),
        })
      },
      'MODEL_INVALID',
      /a model that fits into memory/,
    ],
    'fewer numbers than the shape says': [
      () => read([node('Add', ['x', 'w'])], { initializers: [floats('w', [1], { dims: [2] })] }),
      'MODEL_INVALID',
      /8 bytes for its shape, received w=4/,
    ],
    'shapes that do not fit': [
      () => read([node('Add', ['x', 'w'])], { initializers: [floats('w', [1, 2, 3])] }),
      'MODEL_INVALID',
      /a shape that fits/,
    ],
    'an axis that is not there': [
      () => read([node('Softmax', ['x'], ['y'], { attributes: { axis: 5n } })]),
      'MODEL_INVALID',
      /an axis of 2/,
    ],
    'a result without numbers': [
      () =>
        read([node('Slice', ['x', 's', 's', 'a'])], {
          initializers: [floats('s', [1], { type: 'int64' }), floats('a', [1], { type: 'int64' })],
        }),
      'MODEL_INVALID',
      /with numbers in them/,
    ],
    'division by 0': [
      () => read([node('Div', ['x', 'w'])], { initializers: [floats('w', [1, 0])] }),
      'MODEL_INVALID',
      /not 0/,
    ],
    'no bytes': [() => readOnnx(new Uint8Array(0)), 'MODEL_INVALID', /a graph/],
    text: [() => readOnnx(Buffer.from('{"modelTopology": {}}')), 'MODEL_UNREADABLE', /an ONNX model/],
  }

  test.for(Object.entries(refused))('%s', ([, [act, code, message]]) => {
    let error: unknown
    try {
      act()
    } catch (caught) {
      error = caught
    }
    expect(error).toMatchObject({ code, message: expect.stringMatching(message) as string })
  })
})

describe('numbers in other files', () => {
  const folder = temporaryFolder()
  beforeAll(() => {
    mkdirSync(join(folder, 'model', 'inner'), { recursive: true })
    const bytes = rawBytes('float', [9, 9, 1, 2])
    for (const name of ['secret', 'model/data', 'model/inner/data']) writeFileSync(join(folder, name), bytes)
    symlinkSync(join(folder, 'secret'), join(folder, 'model/link'))
    symlinkSync(folder, join(folder, 'model/up'))
  })

  const stored = (entries: Record<string, string>, inside = true) =>
    readOnnx(
      writeOnnx(draft([node('Mul', ['x', 'w'])], { initializers: [floats('w', [0, 0], { stored: entries })] })),
      inside ? { folder: join(folder, 'model') } : {},
    )

  test('are read from the folder', () => {
    expect(run(stored({ location: 'data', offset: '8' }), [1, 1])).toEqual([1, 2])
    expect(run(stored({ location: 'inner/data', offset: '4', length: '8' }), [1, 1])).toEqual([9, 1])
  })

  test.for([
    [{ location: '../secret' }, /plain relative path/],
    [{ location: 'inner/../../secret' }, /plain relative path/],
    [{ location: '/etc/passwd' }, /plain relative path/],
    [{ location: 'C:secret' }, /plain relative path/],
    [{ location: String.raw`..\secret` }, /plain relative path/],
    [{ location: '' }, /plain relative path/],
    [{ location: 'link' }, /symbolic link/],
    [{ location: 'up/secret' }, /symbolic link/],
    [{ location: 'inner' }, /no regular file/],
    [{ location: 'none' }, /ENOENT/],
    [{ location: 'data', offset: '12' }, /has 16 bytes, 20 are needed/],
    [{ location: 'data', offset: '-4' }, /whole number/],
    [{ location: 'data', length: '9999999999' }, /its length 8/],
  ] as const)('are not read from %j', ([entries, message]) => {
    expect(() => stored(entries)).toThrow(
      expect.objectContaining({ code: 'FILE_UNREADABLE', message: expect.stringMatching(message) as string }),
    )
  })

  test('are not read without a folder', () => {
    expect(() => stored({ location: 'data' }, false)).toThrow(/Pass the model's folder/)
  })
})
