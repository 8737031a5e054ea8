import { createHash } from 'node:crypto'
import type { tf } from '../backend/tf.ts'
import { AnyWeights } from '../model/anyWeights.ts'
import { inputNames } from './inputNames.ts'

/** Settings that say how a model was made or trained, not what it computes. */
const incidental = /^(seed|trainable|keras_version|tensor_?flow_?version|.*_?(initializer|regularizer|constraint))$/i

/**
 * Names what a model computes: its layers, their wiring and settings and every bit of their weights, but no generated
 * layer names, so that the same model made twice has the same fingerprint. Twelve hexadecimal digits of a SHA-256.
 */
export function fingerprint(model: tf.LayersModel): string {
  const hash = createHash('sha256').update(JSON.stringify(topology(model)))
  for (const weight of model.weights) {
    const values = weight.read()
    hash.update(JSON.stringify(values.shape))
    hash.update(new Uint8Array((values.dataSync() as Float32Array).slice().buffer))
  }
  return hash.digest('hex').slice(0, 12)
}

/**
 * The model's configuration with every layer name replaced by the layer's position; input names stay, claims use them.
 */
function topology(model: tf.LayersModel): unknown {
  const inputs = inputNames(model)
  const positions = new Map<string, string>([[model.name, '#model']])
  for (const name of inputs) positions.set(name, name)
  place(model, '', positions)
  const strip = (value: unknown): unknown => {
    if (typeof value === 'string') return positions.get(value) ?? value
    if (Array.isArray(value)) return value.map(strip)
    if (typeof value !== 'object' || value === null) return value
    const kept = Object.entries(value).filter(([key]) => !incidental.test(key))
    return Object.fromEntries(kept.map(([key, one]) => [key, strip(one)]))
  }
  return strip(model.toJSON(undefined, false))
}

/** Numbers the layers of a model, and of the models inside it. */
function place(model: { layers: tf.layers.Layer[] }, prefix: string, positions: Map<string, string>): void {
  model.layers.forEach((layer, i) => {
    const { name } = layer
    if (!positions.has(name)) positions.set(name, `${prefix}#${i}`)
    const inner = layer instanceof AnyWeights ? layer.model : layer
    if (!positions.has(inner.name)) positions.set(inner.name, positions.get(name)!)
    if ('layers' in inner) place(inner as tf.LayersModel, `${positions.get(name)}`, positions)
  })
}
