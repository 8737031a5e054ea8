import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { writeSavedModel, writeTensor, type WrittenNode } from '../../../test/network/savedModel/writeSavedModel.ts'
import { temporaryFolder } from '../../../test/temporaryFolder.ts'
import { tf } from '../../backend/tf.ts'
import { loadModel } from '../loadModel.ts'

const sandbox = temporaryFolder()
let count = 0

function write(nodes: readonly WrittenNode[], output = 'y:0'): string {
  const folder = join(sandbox, `model${count++}`)
  mkdirSync(folder)
  const signature = { inputs: { x: 'x:0' }, outputs: { y: output } }
  writeFileSync(join(folder, 'saved_model.pb'), writeSavedModel(nodes, [], signature))
  return folder
}

const placeholder = (shape: number[]): WrittenNode => ({ name: 'x', op: 'Placeholder', types: { dtype: 1 }, shape })
const floats = (name: string, values: readonly number[]): WrittenNode => ({
  name,
  op: 'Const',
  types: { dtype: 1 },
  value: writeTensor([values.length], values),
})

/** By hand: each channel less its mean, by the root of its variance. */
function normalized(x: number[], [rows, channels]: [number, number], scale: number[], offset: number[]): number[] {
  const of = (c: number): number[] => Array.from({ length: rows }, (_, r) => x[r * channels + c]!)
  const mean = (values: number[]): number => values.reduce((a, b) => a + b, 0) / values.length
  return x.map((value, i) => {
    const c = i % channels
    const own = of(c)
    const m = mean(own)
    return (
      ((value - m) / Math.sqrt(mean(own.map((one) => (one - m) ** 2)) + Math.fround(0.0001))) * scale[c]! + offset[c]!
    )
  })
}

const some = (length: number): fc.Arbitrary<number[]> =>
  fc.array(
    fc.integer({ min: -40, max: 40 }).map((one) => one / 8),
    { minLength: length, maxLength: length },
  )

/** Four places of three channels each. */
const image = fc.record({ x: some(12), scale: some(3), offset: some(3) })

test.each(['NHWC', 'NCHW'])('normalization by what is given itself, %s', async (format) => {
  const shape = format === 'NHWC' ? [1, 2, 2, 3] : [1, 3, 2, 2]
  await fc.assert(
    fc.asyncProperty(image, async ({ x, scale, offset }) => {
      const node: WrittenNode = {
        name: 'y',
        op: 'FusedBatchNormV3',
        inputs: ['x', 'scale', 'offset', 'none', 'none'],
        texts: { data_format: format },
      }
      const model = await loadModel(
        write([placeholder(shape), floats('scale', scale), floats('offset', offset), floats('none', []), node]),
      )
      const given = format === 'NHWC' ? x : [...Array(12).keys()].map((i) => x[(i % 4) * 3 + Math.floor(i / 4)]!)
      const result = [...(model.predict(tf.tensor(given, shape)) as tf.Tensor).dataSync()]
      const own = format === 'NHWC' ? result : x.map((_, i) => result[(i % 3) * 4 + Math.floor(i / 3)]!)
      for (const [i, expected] of normalized(x, [4, 3], scale, offset).entries())
        expect(own[i]).toBeCloseTo(expected, 3)
      model.dispose()
    }),
    { numRuns: 10 },
  )
})

test('statistics that go with it are not to be had', async () => {
  const node = { name: 'n', op: 'FusedBatchNormV3', inputs: ['x', 'scale', 'scale', 'scale', 'scale'] }
  const nodes = [placeholder([1, 2, 2, 1]), floats('scale', [1]), node, { name: 'y', op: 'Neg', inputs: ['n:1'] }]
  await expect(loadModel(write(nodes))).rejects.toThrow(/tensor n:1 is none that TensorFlow.js computes/)
})

test('softsign', async () => {
  const model = await loadModel(write([placeholder([-1, 3]), { name: 'y', op: 'Softsign', inputs: ['x'] }]))
  const result = [...(model.predict(tf.tensor2d([[-3, 0, 1]])) as tf.Tensor).dataSync()]
  expect(result).toEqual([-0.75, 0, 0.5])
})
