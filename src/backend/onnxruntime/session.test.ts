import { describe, expect, test } from 'vitest'
import { writeOnnx } from '../../../test/network/onnx/writeOnnx.ts'
import { runtimeLibrary } from './library.ts'
import { RuntimeSession } from './session.ts'

describe('what is assumed of the package', () => {
  test('its sessions return results, and promise none', () => {
    const { InferenceSession, Tensor } = runtimeLibrary()
    const raw = new InferenceSession()
    const bytes = writeOnnx({
      opset: 13,
      nodes: [{ type: 'Neg', inputs: ['x'], outputs: ['y'] }],
      initializers: [],
      inputs: [{ name: 'x', shape: [2] }],
      outputs: ['y'],
    })
    raw.loadModel(bytes.buffer, bytes.byteOffset, bytes.byteLength, {})
    const { y } = raw.run({ x: new Tensor('float32', Float32Array.of(1, -2), [2]) }, { y: null }, {})
    expect(y).toBeInstanceOf(Tensor)
    expect(y).toMatchObject({ type: 'float32', dims: [2] })
    expect(y!.data).toEqual(Float32Array.of(-1, 2))
    raw.dispose()
  })

  test('a row is computed to the same bits twice, and subnormal numbers are kept', () => {
    const session = open('Relu')
    const values = Float32Array.from({ length: 41 }, (_, i) => (i - 20) * 2 ** -130)
    const run = () => session.run({ x: { values, shape: [41] } }, ['y'])[0]!.values
    expect(run()).toEqual(values.map((value) => Math.max(0, value)))
    expect(run()).toEqual(run())
    session.dispose()
  })
})

test('a row is computed to the same bits wherever it lies in memory', () => {
  const nodes = [
    { type: 'ReduceMean', inputs: ['x'], outputs: ['m'], attributes: { axes: [1n] } },
    { type: 'Sub', inputs: ['x', 'm'], outputs: ['d'] },
    { type: 'ReduceSumSquare', inputs: ['d'], outputs: ['y'], attributes: { axes: [1n] } },
  ]
  const inputs = [{ name: 'x', shape: ['N', 7] }]
  const session = new RuntimeSession(writeOnnx({ opset: 11, nodes, initializers: [], inputs, outputs: ['y'] }))
  const run = (values: Float32Array): Float32Array => session.run({ x: { values, shape: [1, 7] } }, ['y'])[0]!.values
  for (let row = 0; row < 200; row++) {
    const numbers = Float32Array.from({ length: 7 }, (_, i) => Math.sin(7 * row + i))
    const alone = run(numbers)
    for (let from = 1; from < 5; from++) {
      const many = new Float32Array(64)
      many.set(numbers, from)
      expect(run(many.subarray(from, from + 7))).toEqual(alone)
    }
  }
  session.dispose()
})

function open(type: string): RuntimeSession {
  const nodes = [{ type, inputs: ['x'], outputs: ['y'] }]
  return new RuntimeSession(
    writeOnnx({ opset: 13, nodes, initializers: [], inputs: [{ name: 'x', shape: ['N'] }], outputs: ['y'] }),
  )
}

test('inputs and outputs are told with their types, and lengths that are open with their names', () => {
  const session = open('Relu')
  expect(session.inputs).toEqual([{ name: 'x', dataType: 1, shape: ['N'] }])
  expect(session.outputs.map(({ name, dataType }) => ({ name, dataType }))).toEqual([{ name: 'y', dataType: 1 }])
  session.dispose()
})

test('what ONNX Runtime refuses is an error with its words', () => {
  expect(() => new RuntimeSession(Uint8Array.of(1, 2, 3))).toThrow(
    expect.objectContaining({ code: 'MODEL_INVALID', message: expect.stringMatching(/^ONNX Runtime does not load/) }),
  )
  expect(() => open('Relue')).toThrow(expect.objectContaining({ code: 'MODEL_INVALID' }))
  const session = open('Relu')
  expect(() => session.run({ x: { values: Float32Array.of(1, 2), shape: [2, 1] } }, ['y'])).toThrow(
    expect.objectContaining({ code: 'MODEL_INVALID', message: expect.stringMatching(/^ONNX Runtime does not run/) }),
  )
  session.dispose()
})
