import { describe, expect, test } from 'vitest'
import { evaluate } from '../evaluate.ts'
import { integer, pick, uniform } from '../../../test/network/random.ts'
import { openOrt } from '../../../test/network/onnx/runOnnx.ts'
import { floats, node, read } from '../../../test/network/onnx/smallOnnx.ts'
import { type NodeDraft, type NumberFormat, type OnnxDraft, writeOnnx } from '../../../test/network/onnx/writeOnnx.ts'
import { runFloat32, styles } from '../../../test/proof/float32.ts'
import { readOnnx } from './readOnnx.ts'

const types = { float: 1n, uint8: 2n, int8: 3n, int16: 5n, int32: 6n, int64: 7n, bool: 9n } as const

/** What a model of `x` of a type makes of numbers, which are given as floats. */
const run = (type: NumberFormat, nodes: NodeDraft[], values: number[], out = type, more: Partial<OnnxDraft> = {}) => {
  const inputs = [{ name: 'x', shape: [values.length], type }]
  const { network } = read([], nodes, [], { opset: 18, inputs, outputTypes: { y: out }, ...more })
  return [...evaluate(network, [Float32Array.from(values)])].map((y) => y + 0)
}

describe('inputs', () => {
  test('are the nearest number of their type', () => {
    expect(run('int32', [node('Identity', 'x')], [1.4, 2.6, -2.5, 0.5, 1e30])).toEqual([1, 3, -2, 0, 2147483520])
    expect(run('uint8', [node('Identity', 'x')], [-3, 254.7, 300])).toEqual([0, 255, 255])
    expect(run('bool', [node('Identity', 'x')], [-3, 0.4, 0.6, 7])).toEqual([0, 0, 1, 1])
    expect(run('int64', [node('Identity', 'x')], [2 ** 40, -(2 ** 70)])).toEqual([2 ** 40, -(2 ** 63)])
  })

  test('of several types are computed as ONNX Runtime does', async () => {
    const random = uniform(7)
    const operators = ['Add', 'Sub', 'Mul', 'Div', 'Mod', 'Max', 'Min', 'Equal', 'Less'] as const
    for (let k = 0; k < 60; k++) {
      const type = pick(random, ['int32', 'int64', 'int8', 'uint8'] as const)
      const operator = pick(random, operators)
      // Kernels of 8 bits are few.
      if (type.endsWith('8') && ['Less', 'Equal'].includes(operator)) continue
      const out = operator === 'Equal' || operator === 'Less' ? 'bool' : type
      const bytes = writeOnnx({
        opset: 18,
        nodes: [node(operator, 'x z')],
        initializers: [],
        inputs: ['x', 'z'].map((name) => ({ name, shape: [6], type })),
        outputs: ['y'],
        outputTypes: { y: out },
      })
      const least = type === 'uint8' ? 0 : type === 'int8' ? -60 : -1000
      const draw = (): Float32Array => Float32Array.from({ length: 6 }, () => integer(random, least, type.endsWith('8') ? 120 : 1000) || 3) // prettier-ignore
      const [x, z] = [draw(), draw()]
      const session = await openOrt(bytes)
      const given = Object.entries({ x, z }).map(([name, data]) => [name, { dims: [6], data, type }] as const)
      const [truth] = await session.run(Object.fromEntries(given))
      await session.close()
      expect({ type, operator, y: [...evaluate(readOnnx(bytes).network, [x, z])].map((y) => y + 0) }).toEqual({
        type,
        operator,
        y: truth!.data,
      })
    }
  })
})

describe('casts', () => {
  const to = (type: keyof typeof types): NodeDraft[] => [node('Cast', 'x', { to: types[type] })]

  test('cut digits off, and make NaN of what the type lacks', () => {
    expect(run('float', to('int32'), [1.9, -1.9, 2 ** 31, -(2 ** 31), 2 ** 31 - 128], 'int32')).toEqual([
      1,
      -1,
      NaN,
      -(2 ** 31),
      2 ** 31 - 128,
    ])
    expect(run('float', to('uint8'), [255.9, 256, -0.9, -1, NaN], 'uint8')).toEqual([255, NaN, 0, NaN, NaN])
    expect(run('int32', to('int8'), [127, 128], 'int8')).toEqual([127, NaN])
    expect(run('int8', to('int32'), [-128, 127], 'int32')).toEqual([-128, 127])
    expect(run('float', to('bool'), [0, -0, 0.1, NaN], 'bool')).toEqual([0, 0, 1, 1])
    expect(run('bool', to('float'), [0, 1], 'float')).toEqual([0, 1])
  })

  test('to what another tensor is', () => {
    const like = [node('CastLike', 'x c')]
    const initializers = [floats('c', [1], [1], { type: 'int64' })]
    expect(run('float', like, [2.5, -2.5], 'int64', { opset: 19, initializers })).toEqual([2, -2])
  })
})

test('small types begin anew past their ends, and what float32 cannot hold is NaN', () => {
  expect(run('uint8', [node('Add', 'x x')], [100, 200, 255])).toEqual([200, 144, 254])
  expect(run('int8', [node('Mul', 'x x')], [11, 12, -100])).toEqual([121, -112, 16])
  expect(run('int8', [node('Neg', 'x')], [-128, 127])).toEqual([-128, -127])
  expect(run('int16', [node('Mul', 'x x')], [181, 182])).toEqual([32761, NaN])
  expect(run('int32', [node('Mul', 'x x')], [4096, 4097])).toEqual([2 ** 24, NaN])
  expect(run('int32', [node('Div', 'x x')], [0, 5, 2 ** 24, 2 ** 25])).toEqual([NaN, 1, 1, NaN])
  expect(run('int64', [node('Mod', 'x x')], [0, -5, 2 ** 24, 2 ** 25])).toEqual([NaN, 0, 0, NaN])
})

test('up to 2^24 quotients are cut as those of whole numbers are', () => {
  const random = uniform(9)
  const inputs = ['x', 'z'].map((name) => ({ name, shape: [1], type: 'int32' as const }))
  const model = (type: string) => read([], [node(type, 'x z')], [], { opset: 18, inputs, outputTypes: { y: 'int32' } })
  const [quotient, remainder] = [model('Div').network, model('Mod').network]
  for (let k = 0; k < 3000; k++) {
    const z = pick(random, [1, 3, 7, 1000, 4095, 65537, 2 ** 23 + 1]) * pick(random, [1, -1])
    // Multiples, and numbers beside them.
    const x = Math.min(2 ** 24, Math.abs(z) * integer(random, 0, Math.floor(2 ** 24 / Math.abs(z)))) - integer(random, 0, 1) // prettier-ignore
    const row = [Float32Array.of(x), Float32Array.of(z)]
    expect([x, z, runFloat32(quotient, row, styles[0]!)[0]! + 0]).toEqual([x, z, Math.trunc(x / z) + 0])
    expect([x, z, runFloat32(remainder, row, styles[0]!)[0]! + 0]).toEqual([x, z, x - z * Math.floor(x / z) + 0])
  }
})

test('signs of NaN are no numbers', () => {
  expect(run('float', [node('Sign', 'x')], [NaN, -2, 0, 3])).toEqual([NaN, -1, 0, 1])
})
