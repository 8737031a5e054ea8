import { beforeAll, expect, test } from 'vitest'
import { runOperator } from '../../../backend/onnxruntime/runOperator.ts'
import { tf } from '../../../backend/tf.ts'
import { useBackend } from '../../../backend/useBackend.ts'
import { uniform } from '../../../../test/network/random.ts'
import { constant } from '../tensors.ts'
import { newGraph, append } from '../graph.ts'
import { isExamined } from './examined.ts'

function unused(): never {
  throw new Error('nothing is opened')
}

beforeAll(() => useBackend('onnxruntime'))

const graph = newGraph()
const plain = {
  label: 'y (Pow)',
  opset: 13,
  attributes: new Map(),
  wanted: [true],
  types: [],
  open: unused,
  rounds: unused,
}
const given = (size: number) => append(graph, { kind: 'input', input: 0, size }, [], [size])
const pow = (size: number, ...powers: number[]): Parameters<typeof isExamined>[0] => ({
  ...plain,
  type: 'Pow',
  inputs: [given(size), constant(powers.length === 1 ? [] : [powers.length], Float64Array.from(powers), 'float32')],
})

/** The same of numbers that are no neighbours. */
const column = (node: ReturnType<typeof pow>): ReturnType<typeof pow> => ({
  ...node,
  inputs: [{ ...node.inputs[0]!, shape: [3, 1] }, node.inputs[1]],
})

test.for<[string, boolean, Parameters<typeof isExamined>[0]]>([
  ['a square', true, pow(3, 2)],
  ['a cube', true, pow(3, 3)],
  ['a root', false, pow(3, 0.5)],
  ['a fourth power', false, pow(3, 4)],
  ['a square of one number', false, pow(1, 2)],
  ['squares, each stated', false, pow(2, 2, 2)],
  ['a cube of a column', false, column(pow(3, 3))],
])('of powers, %s is products: %s', ([, isKnown, node]) => {
  expect(isExamined(node)).toBe(isKnown)
})

/** Numbers of all sizes, and those that are none. */
function numbers(): Float32Array {
  const random = uniform(1)
  const bits = Uint32Array.from({ length: 200_000 }, () => random() * 2 ** 32)
  return new Float32Array(bits.buffer)
}

test('of a column it does not', () => {
  const x = numbers()
  const result = runOperator([tf.tensor2d(x, [x.length, 1]), tf.scalar(3)], { operator: 'Pow' }).dataSync()
  const wanted = x.map((value) => Math.fround(value * value) * value)
  expect([...result].some((value, i) => !Object.is(value, wanted[i]))).toBe(true)
})

test.for([2, 3])('ONNX Runtime multiplies for a power of %d, factor by factor', (power) => {
  const x = numbers()
  const result = runOperator([tf.tensor1d(x), tf.scalar(power)], { operator: 'Pow' }).dataSync()
  const wanted = x.map((value) => (power === 2 ? value * value : Math.fround(value * value) * value))
  expect([...result].findIndex((value, i) => !Object.is(value, wanted[i]))).toBe(-1)
})
