import { cpSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { tf } from '../../src/backend/tf.ts'
import { readTable } from '../../src/model/checkpoint/readTable.ts'
import { fingerprint } from '../../src/network/fingerprint.ts'
import { loadModel } from '../../src/network/loadModel.ts'
import { writeTable } from '../model/writeTable.ts'
import { pick } from '../network/random.ts'
import { writeMetadata, writeSavedModel, writeTensor } from '../network/savedModel/writeSavedModel.ts'
import { anyFile, type Kind, type Random } from './kind.ts'
import { mutateBytes } from './mutate.ts'

const fixture = (path: string): string => fileURLToPath(new URL(`../../fixtures/${path}`, import.meta.url))
const [layers, graph] = [fixture('keras/files/masked-keras-2.tf'), fixture('savedModel/graphs/calls.graph')]
const samples = [
  layers,
  graph,
  fixture('keras/files/wide-and-deep-on-one-input-keras-2.tf'),
  fixture('keras/files/nested-sequential-in-sequential-keras-2.tf'),
  fixture('savedModel/graphs/outputs.graph'),
  fixture('savedModel/graphs/rows.graph'),
  fixture('savedModel/graphs/loops.graph'),
]
const [graphName, metadataName] = ['saved_model.pb', 'keras_metadata.pb']
const [index, shard] = ['variables/variables.index', 'variables/variables.data-00000-of-00001']

const serving = { inputs: { x: 'x:0' }, outputs: { y: 'y:0' } }
const x = { name: 'x', op: 'Placeholder', types: { dtype: 1 }, shape: [-1, 2] }
const call = (name: string, calls: string, input: string) => ({ name, op: 'PartitionedCall', calls, inputs: [input] })
const nestedModels = (depth: number): unknown => {
  let model: object = { class_name: 'Dense', config: { name: 'd', units: 1 } }
  for (let k = 0; k < depth; k++) model = { class_name: 'Sequential', config: { name: `m${k}`, layers: [model] } }
  return model
}
const dense = (units: number): unknown => {
  const input = { class_name: 'InputLayer', config: { name: 'x', batch_input_shape: [null, units] } }
  const layer = { class_name: 'Dense', config: { name: 'd', units, use_bias: true, activation: 'linear' } }
  return { class_name: 'Sequential', config: { name: 'm', layers: [input, layer] } }
}

const loop = (name: string, input: string) => ({
  name,
  op: 'While',
  functions: { cond: 'always', body: 'again' },
  inputs: [input],
})
const condition = {
  name: 'always',
  inputs: ['z'],
  returns: { goes: 'yes:output:0' },
  nodes: [{ name: 'yes', op: 'Const', types: { dtype: 10 }, value: Uint8Array.of(8, 10, 18, 0, 88, 1) }],
}

/** What somebody thought of: which file of which folder is another. */
const crafted: Readonly<Record<string, readonly [from: string, file: string, make: () => Uint8Array]>> = {
  'layers as they should be': [layers, shard, () => readFileSync(join(layers, shard))],
  'a graph as it should be': [graph, shard, () => readFileSync(join(graph, shard))],
  'models nested 60 deep': [layers, metadataName, () => writeMetadata(nestedModels(60))],
  'a layer of 10^12 weights': [layers, metadataName, () => writeMetadata(dense(1e6))],
  'layers that are null': [layers, metadataName, () => writeMetadata(null)],
  'a list of keys that share 32 kB': [
    layers,
    index,
    () => {
      const keys = Array.from({ length: 4000 }, (_, i) => Buffer.from(`${'k'.repeat(2 ** 15)}${1e4 + i}`))
      return writeTable(
        keys.map((key) => [key, Buffer.alloc(0)]),
        { inBlock: 4000, restarts: 4000 },
      )
    },
  ],
  'a list of no tensors': [layers, index, () => writeTable([], { inBlock: 1, restarts: 1 })],
  'a loop without end': [
    graph,
    graphName,
    () => {
      const again = { name: 'again', inputs: ['z'], returns: { z: 'z' }, nodes: [] }
      return writeSavedModel([x, loop('y', 'x')], [condition, again], serving)
    },
  ],
  'a loop in each turn of a loop': [
    graph,
    graphName,
    () => {
      const again = { name: 'again', inputs: ['z'], returns: { z: 'inner:output:0' }, nodes: [loop('inner', 'z')] }
      return writeSavedModel([x, loop('y', 'x')], [condition, again], serving)
    },
  ],
  'a condition that adds up ten thousand numbers': [
    graph,
    graphName,
    () => {
      const [one, again] = [condition.nodes[0]!, { name: 'again', inputs: ['z'], returns: { z: 'z' }, nodes: [] }]
      const sums = Array.from({ length: 10_000 }, (_, i) => ({
        name: `sum${i}`,
        op: 'AddV2',
        inputs: [i === 0 ? 'yes:output:0' : `sum${i - 1}:z:0`, 'yes:output:0'],
      }))
      const long = { ...condition, returns: { goes: 'sum9999:z:0' }, nodes: [one, ...sums] }
      return writeSavedModel([x, loop('y', 'x')], [long, again], serving)
    },
  ],
  'functions that call themselves': [
    graph,
    graphName,
    () => {
      const own = { name: 'f', inputs: ['a'], returns: { out: 'c:output:0' }, nodes: [call('c', 'f', 'a')] }
      return writeSavedModel([x, call('y', 'f', 'x')], [own], serving)
    },
  ],
  'functions that are 2^60 when they are written out': [
    graph,
    graphName,
    () => {
      const twice = (i: number) => ({
        name: `f${i}`,
        inputs: ['a'],
        returns: { out: 'd:output:0' },
        nodes: [call('c', `f${i + 1}`, 'a'), call('d', `f${i + 1}`, 'c:output:0')],
      })
      const last = { name: 'f60', inputs: ['a'], returns: { out: 'a' }, nodes: [] }
      return writeSavedModel(
        [x, call('y', 'f0', 'x')],
        [...Array.from({ length: 60 }, (_, i) => twice(i)), last],
        serving,
      )
    },
  ],
  'a constant of 2^40 numbers': [
    graph,
    graphName,
    () => {
      const constant = { name: 'c', op: 'Const', value: writeTensor([2 ** 20, 2 ** 20], [1]) }
      return writeSavedModel([x, constant, { name: 'y', op: 'AddV2', inputs: ['x', 'c'] }], [], serving)
    },
  ],
}

/** SavedModels of TensorFlow: of Keras' layers, and graphs only. */
export function savedModels(): Kind {
  const files = [graphName, metadataName, index, shard]
  const listed = [
    ...Object.keys(anyFile).flatMap((name) => files.map((file) => `${name}, ${file}`)),
    ...Object.keys(crafted),
  ]
  return {
    listed: listed.length,
    make(folder, n, random) {
      const name = listed[n]
      const model = join(folder, 'model')
      const [any, file] = name?.split(', ') ?? []
      if (any !== undefined && file !== undefined) {
        cpSync(file === graphName ? graph : layers, model, { recursive: true })
        rmSync(join(model, file))
        anyFile[any]!(join(model, file))
        return name!
      }
      if (name !== undefined) {
        const [from, which, make] = crafted[name]!
        cpSync(from, model, { recursive: true })
        writeFileSync(join(model, which), make())
        return name
      }
      cpSync(pick(random, samples), model, { recursive: true })
      return spoil(model, random)
    },
    async read(folder) {
      const before = tf.memory().numTensors
      const left = (): number => tf.memory().numTensors - before
      const model = await loadModel(join(folder, 'model')).catch((error: unknown) => {
        if (left() > 0) throw new Error(`${left()} tensors are left behind`, { cause: error })
        throw error
      })
      try {
        fingerprint(model)
        return 'valid'
      } finally {
        for (const weight of model.weights) weight.dispose()
      }
    },
  }
}

/** Bytes of any of its files; of its list of tensors also entries in a table that is whole. */
function spoil(model: string, random: Random): string {
  const which = random()
  const path = join(model, index)
  if (which < 0.3) {
    const entries = [...readTable(readFileSync(path))].map(([key, value]) => [Buffer.from(key), value] as const)
    const at = Math.floor(random() * entries.length)
    const { how, bytes } = mutateBytes(Buffer.from(entries[at]![1]), random)
    entries[at] = [entries[at]![0], bytes]
    writeFileSync(path, writeTable(entries, { inBlock: 8, restarts: 4 }))
    return `entry ${at} ${how}`
  }
  const files = [graphName, metadataName, index, shard].filter((file) => sizeOf(join(model, file)) > 0)
  const file = pick(random, which < 0.8 ? files.slice(0, 1) : files)
  const { how, bytes } = mutateBytes(readFileSync(join(model, file)), random)
  writeFileSync(join(model, file), bytes)
  return `${file} ${how}`
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0
}
