import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import { distanceFromKeras, readKerasCase } from '../../../fixtures/keras/kerasCase.ts'
import {
  writeMetadata,
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
const ofKeras = fileURLToPath(new URL('../../../fixtures/keras/files/masked-keras-2.tf', import.meta.url))
const sandbox = temporaryFolder()
const folder = join(sandbox, 'model')
const graphFile = join(folder, 'saved_model.pb')
const ownGraph = readFileSync(join(graphs, 'calls.graph', 'saved_model.pb'))

beforeEach(() => {
  rmSync(folder, { recursive: true, force: true })
  cpSync(join(graphs, 'calls.graph'), folder, { recursive: true })
})

function write(
  nodes: readonly WrittenNode[],
  functions: readonly WrittenFunction[],
  { inputs = { x: 'x:0' }, output = 'y:0' }: { inputs?: Record<string, string>; output?: string } = {},
): void {
  rmSync(folder, { recursive: true })
  mkdirSync(folder)
  writeFileSync(graphFile, writeSavedModel(nodes, functions, { inputs, outputs: { y: output } }))
}

const [FLOAT, DOUBLE, STRING, RESOURCE] = [1, 2, 7, 20]
const x: WrittenNode = { name: 'x', op: 'Placeholder', types: { dtype: FLOAT }, shape: [-1, 2] }
const call = (name: string, calls: string, ...inputs: string[]): WrittenNode => ({
  name,
  op: 'PartitionedCall',
  calls,
  inputs,
})

test.each(['calls', 'outputs', 'rows'])('%s computes what TensorFlow does', async (name) => {
  const before = tf.memory().numTensors
  const model = await loadModel(join(graphs, `${name}.graph`))
  expect(distanceFromKeras(model, readKerasCase(join(graphs, `${name}.json`)))).toBeLessThan(1e-6)
  model.dispose()
  expect(tf.memory().numTensors).toBe(before)
})

test('outputs are those of the signature, and each is to be had alone', async () => {
  const both = await loadModel(graphFile)
  expect([both.inputNames, both.outputNames]).toEqual([['x'], ['first', 'second']])
  const second = await loadModel(folder, { output: 'second' })
  expect(second.outputNames).toEqual(['second'])
  const { operations, opaque } = readNetwork(second)
  expect([operations.length > 3, opaque]).toEqual([true, []])
  for (const model of [both, second]) model.dispose()
})

test('what layers that are not read compute, the graph says', async () => {
  const layers = [
    { class_name: 'InputLayer', config: { name: 'x', batch_input_shape: [null, 4] } },
    { class_name: 'HashedCrossing', config: { name: 'unit' } },
  ]
  const root = { class_name: 'Sequential', config: { name: 'model', layers } }
  writeFileSync(join(folder, 'keras_metadata.pb'), writeMetadata(root))
  const model = await loadModel(folder)
  expect(model.outputNames).toEqual(['first', 'second'])
  model.dispose()
  writeFileSync(graphFile, '')
  await expect(loadModel(folder)).rejects.toMatchObject({
    code: 'SETTING_UNSUPPORTED',
    message: expect.stringMatching(/HashedCrossing.* Nor can its graph be read: .* it holds no graph/) as string,
  })
})

test('layers are read where they can be, and no option asks for the graph', async () => {
  const model = await loadModel(ofKeras)
  expect(model.inputNames).toEqual(['words'])
  model.dispose()
  await expect(loadModel(ofKeras, { output: 'dense' })).rejects.toThrow('it holds no graph')
  await expect(loadModel(ofKeras, { round: true })).rejects.toMatchObject({ code: 'ARGUMENT_INVALID' })
})

test('a byte of the graph that is another: an error with a code, or a model', async () => {
  const before = tf.memory().numTensors
  const outcome = async (): Promise<string | undefined> => {
    try {
      const model = await loadModel(folder)
      model.dispose()
      return 'read'
    } catch (error) {
      return (error as { code?: string }).code
    }
  }
  const codes = 'read MODEL_UNREADABLE OPERATOR_UNSUPPORTED NUMBER_TYPE_UNSUPPORTED MODEL_INVALID BATCH_MIXED'.split(
    ' ',
  )
  await fc.assert(
    fc.asyncProperty(fc.nat(), fc.integer({ min: 1, max: 255 }), async (at, change) => {
      const spoilt = Buffer.from(ownGraph)
      spoilt[at % spoilt.length]! ^= change
      writeFileSync(graphFile, spoilt)
      expect(codes).toContain(await outcome())
      expect(tf.memory().numTensors).toBe(before)
    }),
    { numRuns: 300 },
  )
})

describe('functions', () => {
  const twice: WrittenFunction = {
    name: 'twice',
    inputs: ['a'],
    returns: { out: 'sum:z:0' },
    nodes: [{ name: 'sum', op: 'AddV2', inputs: ['a', 'a'], types: { T: FLOAT } }],
  }

  test('are written out where they are called, however often', async () => {
    write([x, call('once', 'twice', 'x'), call('again', 'twice', 'once:0'), call('y', 'twice', 'again')], [twice])
    const model = await loadModel(folder)
    const result = model.predict(tf.tensor2d([[1, -3]])) as tf.Tensor
    expect([...result.dataSync()]).toEqual([8, -24])
    model.dispose()
    result.dispose()
  })

  const calling = (name: string, ...called: string[]): WrittenFunction => ({
    name,
    inputs: ['a'],
    returns: { out: `${called.length - 1}:output:0` },
    nodes: called.map((one, i) => call(String(i), one, i === 0 ? 'a' : `${i - 1}:output:0`)),
  })
  const doubling = Array.from({ length: 40 }, (_, i) => calling(`f${i}`, `f${i + 1}`, `f${i + 1}`))

  test.each<[string, readonly WrittenFunction[], string]>([
    ['that call themselves', [calling('f0', 'f0')], 'more than 64 deep'],
    ['that call each other', [calling('f0', 'f1'), calling('f1', 'f0')], 'more than 64 deep'],
    ['that are a million when they are written out', [...doubling, { ...twice, name: 'f40' }], 'more than 30000 nodes'],
    ['that are not there', [], 'calls no function of its graph'],
    ['of other arguments', [{ ...twice, name: 'f0', inputs: ['a', 'b'] }], 'a function of 2 arguments'],
    ['that return nothing', [{ ...twice, name: 'f0', returns: {} }], 'is none that a node of its graph computes'],
    [
      'that are there twice',
      [
        { ...twice, name: 'f0' },
        { ...twice, name: 'f0' },
      ],
      'two of its functions',
    ],
  ])('%s are an error', async (_name, functions, why) => {
    write([x, call('y', 'f0', 'x')], functions)
    await expect(loadModel(folder)).rejects.toMatchObject({
      code: 'MODEL_UNREADABLE',
      message: expect.stringContaining(why) as string,
    })
  })
})

describe('graphs that are not read', () => {
  const relu: WrittenNode = { name: 'y', op: 'Relu', inputs: ['x'], types: { T: FLOAT } }
  const assign: WrittenFunction = {
    name: 'assign',
    inputs: ['a'],
    returns: {},
    nodes: [{ name: 'it', op: 'AssignVariableOp', inputs: ['a', 'a'] }],
  }
  const handle: WrittenNode = { name: 'w', op: 'VarHandleOp', types: { dtype: FLOAT }, shape: [2] }
  const read: WrittenNode = { name: 'r', op: 'ReadVariableOp', inputs: ['w'] }
  const sum = (other: string): WrittenNode => ({ name: 'y', op: 'AddV2', inputs: ['x', other], types: { T: FLOAT } })

  test.each<[string, string, readonly WrittenNode[], readonly WrittenFunction[], string]>([
    ['of float64', 'NUMBER_TYPE_UNSUPPORTED', [x, { ...relu, types: { T: DOUBLE } }], [], 'computes with double'],
    ['of texts', 'MODEL_UNREADABLE', [{ ...x, types: { dtype: STRING } }, relu], [], 'has no numbers, but DT_STRING'],
    [
      'that change a variable before what is computed',
      'OPERATOR_UNSUPPORTED',
      [x, call('c', 'assign', 'x'), { ...relu, inputs: ['x', '^c'] }],
      [assign],
      'changes a variable',
    ],
    ['with a variable that is not restored', 'MODEL_UNREADABLE', [x, handle, read, sum('r')], [], 'is not among those'],
    ['with a variable in the place of numbers', 'MODEL_UNREADABLE', [x, handle, sum('w')], [], 'the other way round'],
    [
      'with two nodes for one variable',
      'MODEL_UNREADABLE',
      [x, handle, { ...handle, name: 'v' }, relu],
      [],
      'another node is',
    ],
    ['with an operator that nobody has', 'OPERATOR_UNSUPPORTED', [x, { ...relu, op: 'Frobnicate' }], [], 'Frobnicate'],
    [
      'with a constant of a billion numbers of which one is stored',
      'MODEL_UNREADABLE',
      [x, { name: 'c', op: 'Const', value: writeTensor([2 ** 14, 2 ** 14], [1]) }, sum('c')],
      [],
      'its constant c: it has 1 numbers where 268435456 are needed',
    ],
    ['that depend on themselves', 'MODEL_UNREADABLE', [x, { ...relu, inputs: ['y'] }], [], 'depends on itself'],
    [
      'whose tensor is passed on in a circle',
      'MODEL_UNREADABLE',
      [x, { ...relu, op: 'Identity', inputs: ['y'] }],
      [],
      'without end',
    ],
    ['without what a node reads', 'MODEL_UNREADABLE', [x, { ...relu, inputs: ['z'] }], [], 'is none that a node'],
    ['with a table', 'MODEL_UNREADABLE', [{ ...x, types: { dtype: RESOURCE } }, relu], [], 'has no numbers'],
  ])('%s', async (_name, code, nodes, functions, why) => {
    write(nodes, functions)
    await expect(loadModel(folder)).rejects.toMatchObject({ code, message: expect.stringContaining(why) as string })
  })

  test('that TensorFlow saved: of float64, and one that counts its calls', async () => {
    await expect(loadModel(join(graphs, 'wide.graph'))).rejects.toMatchObject({ code: 'NUMBER_TYPE_UNSUPPORTED' })
    await expect(loadModel(join(graphs, 'counts.graph'))).rejects.toMatchObject({ code: 'OPERATOR_UNSUPPORTED' })
  })

  test('without their variables, or with those of another', async () => {
    rmSync(join(folder, 'variables', 'variables.index'))
    await expect(loadModel(folder)).rejects.toThrow('is not among those that it restores')
    cpSync(join(graphs, 'rows.graph', 'variables'), join(folder, 'variables'), { recursive: true, force: true })
    await expect(loadModel(folder)).rejects.toMatchObject({ code: 'MODEL_UNREADABLE' })
    rmSync(graphFile)
    await expect(loadModel(graphFile)).rejects.toMatchObject({ code: 'FILE_UNREADABLE' })
  })

  test('of open lengths, unless these are stated', async () => {
    write([{ ...x, shape: [-1, -1, 2] }, relu], [])
    await expect(loadModel(folder)).rejects.toMatchObject({
      code: 'MODEL_INVALID',
      message: expect.stringMatching(/\{ shapes: \{ "x": \[\.\.\.\] \} \} without the batch$/) as string,
    })
    const model = await loadModel(folder, { shapes: { x: [3, 2] } })
    expect(model.inputs.map(({ shape }) => shape)).toEqual([[null, 3, 2]])
    model.dispose()
  })

  test('without a signature that is the one to take', async () => {
    writeFileSync(graphFile, writeSavedModel([x, relu], [], { inputs: {}, outputs: {} }))
    await expect(loadModel(folder)).rejects.toThrow('it has no signature. Save it with one')
  })
})
