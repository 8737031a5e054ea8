import { types } from 'node:util'
import { tf } from '../../backend/tf.ts'
import { shippedClasses } from '../shippedLayers.ts'
import { isAlike, ofUse } from './configured.ts'
import { otherCode } from './sameCode.ts'

type Layer = tf.layers.Layer
type Fields = Readonly<Record<string, unknown>>
interface Weights {
  readonly _trainableWeights: (tf.LayerVariable & { val: tf.Variable })[]
  readonly _nonTrainableWeights: (tf.LayerVariable & { val: tf.Variable })[]
}

interface AddsWeights {
  addWeight(name: string, shape: number[], dtype: tf.DataType, ...rest: unknown[]): tf.LayerVariable
}

let count = 0

/** Of models that were made anew, those that they were made of. */
const originals = new WeakMap<tf.LayersModel, tf.LayersModel>()

/** The model of another copy of tf.js that a model was made of. */
export function originalOf(model: tf.LayersModel): tf.LayersModel | undefined {
  return originals.get(model)
}

/** Is it a model of another copy of tf.js than the one that runs here? */
export function isForeign(model: tf.LayersModel): boolean {
  const { layers, getConfig, getClassName } = model as Partial<tf.LayersModel>
  return (
    !(model instanceof tf.LayersModel) &&
    Array.isArray(layers) &&
    typeof getConfig === 'function' &&
    typeof getClassName === 'function'
  )
}

/** The two versions, in words. */
function versionsOf(model: tf.LayersModel): string {
  const { keras_version: version } = (model.toJSON as (unused: null, text: false) => { keras_version?: unknown })(
    null,
    false,
  )
  return `${String(version)} beside tfjs-layers ${tf.version_layers}`
}

/**
 * A model of another copy of tf.js, made anew of this one's classes by names and settings, on the same weights, which
 * stay the other's: copies share one engine. Or, in words, why that would not be the same model: a layer that is none
 * of tf.js' own, or whose code or fields are not those of this copy.
 */
export function adopt(model: tf.LayersModel): tf.LayersModel | string {
  for (const layer of layersOf(model)) {
    const why = strangenessOf(layer)
    if (why !== undefined) return `${layer.name} (${layer.getClassName()}) ${why}`
  }
  const own = make(model)
  const [theirs, ours] = [layersOf(model), layersOf(own)]
  for (const [i, layer] of theirs.entries()) {
    const why = ours.length === theirs.length ? takeOver(ours[i]!, layer) : 'has other layers when it is made anew'
    if (why !== undefined) return `${layer.name} (${layer.getClassName()}) ${why}`
  }
  originals.set(own, model)
  return own
}

/** Why a model of another copy stays what it is, and is not looked into, in words; undefined for other models. */
export function strangerNote(model: tf.LayersModel): string | undefined {
  if (!isForeign(model)) return undefined
  const why = adopt(model)
  return typeof why === 'string'
    ? `the model is of another copy of TensorFlow.js (${versionsOf(model)}), and not looked into: its layer ${why}`
    : undefined
}

/** A model and all its layers, those of models inside it included. */
function layersOf(model: tf.LayersModel): Layer[] {
  return [model, ...model.layers.flatMap((layer) => ('layers' in layer ? layersOf(layer as tf.LayersModel) : [layer]))]
}

function strangenessOf(layer: Layer): string | undefined {
  const own = shippedClasses.get(layer.getClassName())
  if (own === undefined) return 'is no layer of TensorFlow.js that is known here'
  const { activation, model } = layer as Layer & {
    activation?: tf.serialization.Serializable
    model?: tf.LayersModel | null
  }
  const other = otherCode(layer, own.prototype)
  if (other !== undefined) return `has another ${String(other)}`
  if (activation !== undefined && activation !== null) {
    const known = shippedClasses.get(activation.getClassName())
    if (known === undefined || otherCode(activation, known.prototype) !== undefined)
      return 'has an activation of its own'
  }
  // What a sequential model runs is another model that it makes of itself when it first does.
  const { inputs, outputs } = layer as tf.LayersModel
  const isStale =
    layer.getClassName() === 'Sequential' && model && (model.outputs[0] !== outputs[0] || model.inputs[0] !== inputs[0])
  return isStale ? 'was changed after it first ran' : undefined
}

/** The model without the weights that it starts from. */
function make(model: tf.LayersModel): tf.LayersModel {
  const made = model.getClassName() === 'Sequential' ? tf.Sequential : tf.LayersModel
  const layer = tf.layers.Layer.prototype as unknown as AddsWeights
  const { addWeight } = layer
  layer.addWeight = function (this: Layer, name, shape, dtype, _initializer, ...rest) {
    // Each copy sees to it that its own names differ, and the engine to it that all do.
    const named = `${name}.of_copy_${++count}`
    return addWeight.call(this, named, shape, dtype, tf.initializers.zeros(), ...rest) as tf.LayerVariable
  }
  try {
    return made.fromConfig(made as never, structuredClone(model.getConfig())) as tf.LayersModel
  } finally {
    layer.addWeight = addWeight
  }
}

/** Lets a layer have the weights of the one that it was made of. Or why it is not the same, in words. */
function takeOver(own: Layer, other: Layer): string | undefined {
  if ('layers' in own) return undefined
  const fields = other as unknown as Fields
  for (const [key, value] of Object.entries(own))
    if (!ofUse.has(key) && !isWeight(own, value) && !isAlike(plain(value), plain(fields[key])))
      return `has another ${key}`
  for (const list of ['_trainableWeights', '_nonTrainableWeights'] as const) {
    const [mine, theirs] = [(own as unknown as Weights)[list], (other as unknown as Weights)[list]]
    for (const [i, weight] of mine.entries()) {
      const given = theirs[i]
      if (given === undefined || String(given.val.shape) !== String(weight.shape)) return 'has other weights'
      if (!isOnOurEngine(given.val)) return 'is on an engine of its own'
      weight.dispose()
      weight.val = given.val
    }
    if (theirs.length !== mine.length) return 'has other weights'
  }
  return undefined
}

/** Copies find each other's engine by a global name, unless they live in different worlds. */
function isOnOurEngine({ dataId }: tf.Variable): boolean {
  return (tf.engine().state as unknown as { tensorInfo: WeakMap<object, unknown> }).tensorInfo.has(dataId)
}

function isWeight(layer: Layer, value: unknown): boolean {
  return layer.weights.includes(value as tf.LayerVariable)
}

/** What has a class by its name and its fields, as each copy has classes of its own. */
function plain(value: unknown): unknown {
  if (typeof value === 'function') return Function.prototype.toString.call(value)
  if (typeof value !== 'object' || value === null || Array.isArray(value) || types.isProxy(value)) return value
  const { getClassName } = value as Partial<tf.serialization.Serializable>
  return { ...value, ...(typeof getClassName === 'function' && { class: getClassName.call(value) }) }
}
