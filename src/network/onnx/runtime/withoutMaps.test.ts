import { expect, test } from 'vitest'
import { node } from '../../../../test/network/onnx/smallOnnx.ts'
import { writeOnnx } from '../../../../test/network/onnx/writeOnnx.ts'
import { decodeModel } from '../file/decodeModel.ts'
import { withoutMaps } from './withoutMaps.ts'

const zipped = (domain: string): Uint8Array =>
  writeOnnx({
    opset: 0,
    nodes: [node('Relu', 'x', {}, 'r'), { ...node('ZipMap', 'r'), domain }],
    initializers: [],
    inputs: [{ name: 'x', shape: ['N', 3] }],
    outputs: ['y'],
    domains: { 'ai.onnx.ml': 3 },
  })

/** The file without its last statement of a version but that of learned operators. */
function learnedOnly(bytes: Uint8Array): Uint8Array {
  const usual = Buffer.from([8 * 8 + 2, 4, 8 + 2, 0, 16, 0])
  const at = Buffer.from(bytes).indexOf(usual)
  expect(at).toBeGreaterThan(0)
  return new Uint8Array(Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + usual.length)]))
}

test('a ZipMap passes its numbers on, also where the file has learned operators only', () => {
  const { graph, opsets } = decodeModel(withoutMaps(learnedOnly(zipped('ai.onnx.ml'))))
  expect(graph!.nodes.map(({ domain, type, inputs, outputs }) => [domain, type, inputs, outputs])).toEqual([
    ['', 'Relu', ['x'], ['r']],
    ['', 'Identity', ['r'], ['y']],
  ])
  expect(opsets).toEqual(
    new Map([
      ['ai.onnx.ml', 3],
      ['', 13],
    ]),
  )
})

test('what only has that name stays as it is', () => {
  const own = zipped('own')
  expect(withoutMaps(own)).toBe(own)
})
