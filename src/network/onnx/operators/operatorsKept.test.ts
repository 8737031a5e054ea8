import { expect, test } from 'vitest'
import { big, floats, node, read, run } from '../../../../test/network/onnx/smallOnnx.ts'
import type { TensorDraft } from '../../../../test/network/onnx/writeOnnx.ts'

const pair = [1, 2]

test('numbers of every format, in bytes and in lists', () => {
  const values = [1, -3, 100]
  const product = (tensor: TensorDraft): number[] =>
    run([1, 3], [node('Cast', 'c', { to: 1n }, 'f'), node('Mul', 'x f')], [tensor]).map(
      (y, i) => y / [1, -2, 3][i]! + 0,
    )
  for (const type of ['int8', 'int16', 'int32', 'int64', 'float', 'double', 'float16'] as const)
    for (const stored of ['raw', 'list'] as const)
      expect(product(floats('c', values, [3], { type, stored }))).toEqual(values)
  for (const stored of ['raw', 'list'] as const) {
    expect(product(floats('c', [0, 7, 255], [3], { type: 'uint8', stored }))).toEqual([0, 7, 255])
    expect(product(floats('c', [1, 0, 1], [3], { type: 'bool', stored }))).toEqual([1, 0, 1])
    expect(product(floats('c', [1, 255, 65535], [3], { type: 'uint16', stored }))).toEqual([1, 255, 65535])
    const small = [2 ** -24, 2 ** -14, -65504]
    expect(product(floats('c', small, [3], { type: 'float16', stored }))).toEqual(small)
  }
})

test('no operation for what changes nothing; one for a function of all numbers in whatever order', () => {
  const kinds = (...of: Parameters<typeof read>): string[] => read(...of).network.operations.map(({ kind }) => kind)
  expect(kinds(pair, [node('Mul', 'x c', {}, 'a'), node('Div', 'a c')], [floats('c', [1, 1])])).toEqual(['input'])
  expect(kinds(pair, [node('Relu', 'x', {}, 'a'), node('Elu', 'a')])).toEqual(['input', 'elementwise', 'elementwise'])
  expect(kinds([1, 2, 2], [node('Transpose', 'x', { perm: big(0, 2, 1) }, 't'), node('Relu', 't')])).toEqual([
    'input',
    'elementwise',
    'gather',
  ])
  expect(kinds(pair, [node('Clip', 'x a')], [floats('a', [0], [])])).toEqual(['input', 'elementwise'])
  expect(kinds([1, 2, 1], [node('Softmax', 'x')])).toEqual(['input', 'softmax'])
})

test('a dropout of nothing changes nothing, in training neither; any other is refused', () => {
  const dropped = (ratio: number) =>
    read(pair, [node('Dropout', 'x r t')], [floats('r', [ratio], []), floats('t', [1], [], { type: 'bool' })])
  expect(dropped(0).network.operations.map(({ kind }) => kind)).toEqual(['input'])
  expect(() => dropped(0.5)).toThrow(/dropout in training/)
})

test('a quotient says how far it may be off, and nothing where a divisor is huge or tiny', () => {
  const rounding = (divisor: number) => {
    const { operations } = read(pair, [node('Div', 'x c')], [floats('c', [divisor, 3])]).network
    return operations.map((one) =>
      one.kind === 'affine' && one.rounding.kind === 'scale' ? one.rounding : undefined,
    )[1]!
  }
  const { limit, offset, underflow } = rounding(-5)
  expect([...offset]).toEqual([0, 0])
  expect([...limit]).toEqual([(2 ** 128 - 2 ** 103) / 4, (2 ** 128 - 2 ** 103) / 4])
  expect([...underflow[0]]).toEqual([8 * 1.2 * 2 ** -126, 8 * (1 + 1 / 3) * 2 ** -126])
  expect([...underflow[1]]).toEqual([0, 0])
  expect(rounding(Math.fround(0.3)).limit[0]).toBeCloseTo(((2 ** 128 - 2 ** 103) / 4) * Math.fround(0.3), -34)
  expect(rounding(1e31).limit[0]).toBe(-1)
  expect(rounding(-1e-31).limit[0]).toBe(-1)
  expect(rounding(1e29).limit[0]).toBeGreaterThan(1e37)
})
