import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { integer, uniform } from '../../../../test/network/random.ts'
import { floats, node } from '../../../../test/network/onnx/smallOnnx.ts'
import { writeOnnx } from '../../../../test/network/onnx/writeOnnx.ts'
import { testSeed } from '../../../../test/seed.ts'
import { temporaryFolder } from '../../../../test/temporaryFolder.ts'
import { numbersOf } from '../../../backend/onnxruntime/numbers.ts'
import { useBackend } from '../../../backend/useBackend.ts'
import { always, box, claim, within } from '../../../claim/index.ts'
import { verify } from '../../../verify.ts'
import { evaluate } from '../../evaluate.ts'
import { loadOnnx } from '../loadOnnx.ts'
import { readOnnx } from '../readOnnx.ts'

const folder = temporaryFolder()
beforeAll(() => useBackend('onnxruntime'))

const types = { uint8: 2, int8: 3, uint16: 4, int16: 5, int32: 6, int64: 7, bool: 9, uint32: 12, uint64: 13 } as const

test.for(Object.entries(types))('%s inputs are read as what ONNX Runtime is handed', ([type, dataType]) => {
  const random = uniform(testSeed() + dataType)
  const values = Float32Array.from({ length: 500 }, (_, i) => {
    const size = (random() - 0.5) * 2 ** integer(random, 0, i % 2 === 0 ? 10 : 70)
    return i % 3 === 0 ? Math.round(size) + 0.5 : size
  })
  const inputs = [{ name: 'x', shape: [500], type: type as keyof typeof types }]
  const model = { opset: 13, nodes: [node('Cast', 'x', { to: 1n })], initializers: [], inputs, outputs: ['y'] }
  const read = [...evaluate(readOnnx(writeOnnx(model)).network, [values])]
  const handed = Array.from(numbersOf(dataType)!.from(values), Number)
  expect(read.map((one) => one + 0)).toEqual(handed.map((one) => one + 0))
})

test('rows of a table that whole numbers choose are proved to be within those that they may choose', async () => {
  const nodes = [node('Gather', 't x', {}, 'e'), node('Relu', 'e')]
  const initializers = [floats('t', [-9, 1, 2, 3, 7, 4, 5, 9], [4, 2])]
  const inputs = [{ name: 'x', shape: ['N', 1], type: 'int64' as const }]
  const path = join(folder, 'table.onnx')
  await writeFile(path, writeOnnx({ opset: 13, nodes, initializers, inputs, outputs: ['y'] }))
  const model = await loadOnnx(path)
  const verdict = async (lo: number, hi: number, most: number): Promise<unknown[]> => {
    const domain = box([1], lo, hi)
    const { status, certified } = await verify(claim('rows', model, { inputs: domain, holds: always(within(0, most)) }))
    return [status, certified]
  }
  expect(await verdict(0, 2, 7)).toEqual(['proved', [0, 7]])
  expect(await verdict(0, 1, 3)).toEqual(['proved', [0, 3]])
  // Halves are whole numbers: the even ones.
  expect(await verdict(0.5, 1.5, 7)).toEqual(['proved', [0, 7]])
  expect((await verdict(0, 2, 6))[0]).toBe('refuted')
  // Those from the end.
  expect((await verdict(-2, 0, 9))[0]).toBe('proved')
  expect((await verdict(-2, 0, 8))[0]).toBe('refuted')
  model.dispose()
})
