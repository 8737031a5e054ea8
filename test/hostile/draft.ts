import { symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

// oxlint-disable-next-line typescript/no-explicit-any
export type Json = any

/** A model as its files hold it, on the way to being spoilt. */
export interface Draft {
  json: Json
  weights: Buffer
  /** Instead of the JSON. */
  text?: string
  /** What else is done once the files are there. */
  after?: (folder: string) => void
}

export const zeros = (count: number): Buffer => Buffer.alloc(4 * count)
export const input = (name: string, shape: unknown = [null, 2]): Json => ({
  class_name: 'InputLayer',
  config: { name, batch_input_shape: shape, dtype: 'float32' },
  name,
  inbound_nodes: [],
})
export const layer = (class_name: string, name: string, nodes: unknown, config: object = {}): Json => ({
  class_name,
  name,
  config: { name, ...config },
  inbound_nodes: nodes,
})
export const from = (...names: string[]): Json => [names.map((name) => [name, 0, 0, {}])]
export const functional = (layers: Json[], output: unknown = [['out', 0, 0]], name = 'm'): Json => ({
  class_name: 'Functional',
  config: { name, layers, input_layers: [['in', 0, 0]], output_layers: output },
})
export const bare = (topology: Json, weights: Json[] = [], data: Buffer = zeros(0)): Draft => ({
  json: { modelTopology: topology, weightsManifest: [{ paths: ['weights.bin'], weights }] },
  weights: data,
})
export const sequence = (...layers: Json[]): Draft =>
  bare({
    class_name: 'Sequential',
    config: { name: 's', layers: layers.map(({ class_name, config }) => ({ class_name, config })) },
  })
export const relu = (name: string, nodes: unknown): Json => layer('ReLU', name, nodes)
export const first = { batch_input_shape: [null, 2] }

export const weightOf = (name: string, shape: unknown, more: object = {}): Json => ({
  name,
  shape,
  dtype: 'float32',
  ...more,
})
export const dense = (units: unknown, weights: Json[], data: Buffer): Draft => ({
  ...sequence(layer('Dense', 'd', [], { ...first, units })),
  weights: data,
  json: {
    ...sequence(layer('Dense', 'd', [], { ...first, units })).json,
    weightsManifest: [{ paths: ['weights.bin'], weights }],
  },
})
export const own = [weightOf('d/kernel', [2, 1]), weightOf('d/bias', [1])]
export const path = (...paths: unknown[]): Draft => ({
  ...dense(1, own, zeros(3)),
  json: { ...dense(1, own, zeros(3)).json, weightsManifest: [{ paths, weights: own }] },
})
export const link = (target: string): Draft => ({
  ...path('linked.bin'),
  after: (folder) => symlinkSync(target, join(folder, 'linked.bin')),
})
export const floats = (...values: number[]): Buffer => Buffer.from(Float32Array.from(values).buffer)
export const text = (value: string): Draft => ({ ...dense(1, own, zeros(3)), text: value })
export const deep = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth)

/** Writes a draft's files to a folder. */
export function writeDraft(folder: string, { json, weights, text: whole, after }: Draft): void {
  writeFileSync(join(folder, 'weights.bin'), weights)
  writeFileSync(join(folder, 'model.json'), whole ?? JSON.stringify(json))
  after?.(folder)
}
