import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { distanceFromKeras, readKerasCase } from '../../../fixtures/keras/kerasCase.ts'
import {
  writeIntegers,
  writeSavedModel,
  writeTensor,
  type WrittenFunction,
  type WrittenNode,
} from '../../../test/network/savedModel/writeSavedModel.ts'
import { temporaryFolder } from '../../../test/temporaryFolder.ts'
import { tf } from '../../backend/tf.ts'
import { loadModel } from '../loadModel.ts'
import { readNetwork } from '../readNetwork.ts'

const graphs = fileURLToPath(new URL('../../../fixtures/savedModel/graphs/', import.meta.url))
const sandbox = temporaryFolder()
let count = 0

function write(nodes: readonly WrittenNode[], functions: readonly WrittenFunction[], output = 'y:0'): string {
  const folder = join(sandbox, `model${count++}`)
  mkdirSync(folder)
  const signature = { inputs: { x: 'x:0' }, outputs: { y: output } }
  writeFileSync(join(folder, 'saved_model.pb'), writeSavedModel(nodes, functions, signature))
  return folder
}

const [FLOAT, INT32] = [1, 3]
const x: WrittenNode = { name: 'x', op: 'Placeholder', types: { dtype: FLOAT }, shape: [-1, 3], outputShape: [-1, 3] }
const integers = (name: string, values: number[], shape = [values.length]): WrittenNode => ({
  name,
  op: 'Const',
  types: { dtype: INT32 },
  value: writeIntegers(shape, values),
})
const whole = (name: string, value: number): WrittenNode => integers(name, [value], [])
const float = (name: string, value: number): WrittenNode => ({
  name,
  op: 'Const',
  types: { dtype: FLOAT },
  value: writeTensor([], [value]),
})
const node = (name: string, op: string, ...inputs: string[]): WrittenNode => ({ name, op, inputs })
const loop = (name: string, ...inputs: string[]): WrittenNode => ({
  ...node(name, 'StatelessWhile', ...inputs),
  functions: { cond: 'cond', body: 'body' },
})

/** Does it go on? While `i < n`. */
const less: WrittenFunction = {
  name: 'cond',
  inputs: ['i', 'n', 'h'],
  returns: { goes: 'less:z:0' },
  nodes: [node('less', 'Less', 'i', 'n')],
}
/** i + step, n, 2 h + 1. */
const twice = (step: number): WrittenFunction => ({
  name: 'body',
  inputs: ['i', 'n', 'h'],
  returns: { i: 'next:z:0', n: 'same:output:0', h: 'sum:z:0' },
  nodes: [
    whole('step', step),
    float('two', 2),
    float('one', 1),
    node('next', 'AddV2', 'i', 'step:output:0'),
    node('same', 'Identity', 'n'),
    node('product', 'Mul', 'h', 'two:output:0'),
    node('sum', 'AddV2', 'product:z:0', 'one:output:0'),
  ],
})

const computed = (model: tf.LayersModel, rows: number[][]): number[] => [
  ...(model.predict(tf.tensor2d(rows)) as tf.Tensor).dataSync(),
]

test('loops, lists and branches compute what TensorFlow does', async () => {
  const before = tf.memory().numTensors
  const model = await loadModel(join(graphs, 'loops.graph'))
  expect(distanceFromKeras(model, readKerasCase(join(graphs, 'loops.json')))).toBeLessThan(1e-6)
  model.dispose()
  expect(tf.memory().numTensors).toBe(before)
  const twiceOnly = await loadModel(join(graphs, 'loops.graph'), { output: 'twice' })
  expect(readNetwork(twiceOnly).opaque).toEqual([])
})

describe('a loop', () => {
  test('runs as often as numbers say that are known', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: -3, max: 3 }),
        fc.integer({ min: -5, max: 12 }),
        fc.integer({ min: 1, max: 3 }),
        async (from, to, step) => {
          const nodes = [
            x,
            whole('from', from),
            whole('to', to),
            loop('while', 'from', 'to', 'x'),
            node('y', 'Identity', 'while:2'),
          ]
          const model = await loadModel(write(nodes, [less, twice(step)]))
          let expected = [1, -0.5, 3]
          for (let i = from; i < to; i += step) expected = expected.map((value) => 2 * value + 1)
          expect(computed(model, [[1, -0.5, 3]])).toEqual(expected)
          model.dispose()
        },
      ),
      { numRuns: 20 },
    )
  })

  test('of more turns than 2000 is refused', async () => {
    const nodes = [
      x,
      whole('from', 0),
      whole('to', 1e6),
      loop('while', 'from', 'to', 'x'),
      node('y', 'Identity', 'while:2'),
    ]
    await expect(loadModel(write(nodes, [less, twice(1)]))).rejects.toThrow(/loop while has more than 2000 turns/)
  })

  test('that runs as often as what is computed says is refused', async () => {
    const [length, turns] = [
      node('sum', 'Sum', 'x', 'axes'),
      { ...node('turns', 'Cast', 'sum'), types: { SrcT: FLOAT, DstT: INT32 } },
    ]
    const nodes = [
      x,
      integers('axes', [0, 1]),
      length,
      turns,
      whole('from', 0),
      loop('while', 'from', 'turns', 'x'),
      node('y', 'Identity', 'while:2'),
    ]
    await expect(loadModel(write(nodes, [less, twice(1)]))).rejects.toMatchObject({
      code: 'OPERATOR_UNSUPPORTED',
      message: expect.stringContaining('StatelessWhile') as string,
    })
  })

  /** As many turns as an axis of x, turned round, is long: `stated` says how long. */
  const byLength = (stated: number[]): string => {
    const sliced = {
      ...node('turns', 'StridedSlice', 'shape', 'begin', 'end', 'step'),
      integers: { shrink_axis_mask: 1 },
    }
    const nodes = [
      x,
      integers('order', [1, 0]),
      { ...node('turned', 'Transpose', 'x', 'order'), outputShape: stated },
      node('shape', 'Shape', 'turned'),
      integers('begin', [0]),
      integers('end', [1]),
      integers('step', [1]),
      sliced,
      whole('from', 0),
      loop('while', 'from', 'turns', 'x'),
      node('y', 'Identity', 'while:2'),
    ]
    return write(nodes, [less, twice(1)])
  }

  test('runs as often as a tensor is long, which is held against what is computed', async () => {
    expect(computed(await loadModel(byLength([3, -1])), [[1, 0, -1]])).toEqual([15, 7, -1])
    await expect(loadModel(byLength([4, -1]))).rejects.toThrow(/\[3, 1\], where the file says that axis 0 is 4 long/)
    await expect(loadModel(byLength([-1, -1]))).rejects.toMatchObject({ code: 'OPERATOR_UNSUPPORTED' })
  })
})

describe('a list', () => {
  const put = (name: string, list: string, index: string, item: string): WrittenNode =>
    node(name, 'TensorListSetItem', list, index, item)
  const start = [
    x,
    whole('zero', 0),
    whole('one', 1),
    whole('two', 2),
    integers('shape', [-1, 3]),
    node('negative', 'Neg', 'x'),
  ]

  test('holds what was put into it last', async () => {
    const nodes = [
      ...start,
      node('empty', 'TensorListReserve', 'shape', 'two'),
      put('first', 'empty', 'one', 'negative'),
      put('second', 'first', 'zero', 'negative'),
      put('third', 'second', 'zero', 'x'),
      node('all', 'TensorListStack', 'third', 'shape'),
      node('item', 'TensorListGetItem', 'third', 'one', 'shape'),
      node('y', 'AddV2', 'all', 'item'),
    ]
    const model = await loadModel(write(nodes, []), { batch: 1 })
    expect(computed(model, [[1, 2, 3]])).toEqual([0, 0, 0, -2, -4, -6])
  })

  test.each([
    [
      'a place in which nothing is',
      [put('first', 'empty', 'one', 'x'), node('y', 'TensorListStack', 'first', 'shape')],
    ],
    [
      'an item that is not there',
      [put('first', 'empty', 'one', 'x'), node('y', 'TensorListGetItem', 'first', 'zero', 'shape')],
    ],
    ['a place outside', [put('first', 'empty', 'two', 'x'), node('y', 'TensorListGetItem', 'first', 'two', 'shape')]],
  ])('of which %s is read is refused', async (_, nodes) => {
    const all = [...start, node('empty', 'TensorListReserve', 'shape', 'two'), ...nodes]
    await expect(loadModel(write(all, []), { batch: 1 })).rejects.toMatchObject({
      code: expect.stringMatching(/UN/) as string,
    })
  })
})
