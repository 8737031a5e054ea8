import { types } from 'node:util'
import type { tf } from '../../backend/tf.ts'

type Layer = tf.layers.Layer
type Fields = Readonly<Record<string, unknown>>
type Construct = new (config: Fields) => Layer

/** How a layer starts and is trained, not what it computes. */
const incidental = /(Initializer|Regularizer|Constraint)$/
/** What a layer gets by being applied and built, and its names. */
export const ofUse: ReadonlySet<string> = new Set(
  (
    '_addedWeightNames _built _callHook _losses _nonTrainableWeights _refCount _stateful _trainableWeights _updates batchInputShape built dtype ' +
    'fastWeightInitDuringBuild id inboundNodes initialWeights inputSpec name outboundNodes seed trainable_'
  ).split(' '),
)

/** Layers that a layer holds, which are looked at by themselves; and what comes of applying and running it. */
const apart = new Set(['cell', 'dropoutMask', 'recurrentDropoutMask', 'stateSpec'])
/** What layers around others go by, as they say less in their settings. */
const ofWrapper = ['mergeMode', 'returnSequences', 'returnState'] as const

/** Does it hold layers that no settings make anew? */
function isWrapper(layer: Layer): boolean {
  return ['Bidirectional', 'TimeDistributed'].includes(layer.getClassName())
}

/** A layer's settings, as its class gives them. Some layers leave out their data format, or their multiplier. */
export function configOf(layer: Layer): Fields {
  const fields = layer as unknown as Fields
  if (isWrapper(layer)) return Object.fromEntries(ofWrapper.map((key) => [key, fields[key]]))
  const { dataFormat, depthMultiplier } = fields
  return { dataFormat, depthMultiplier, ...layer.getConfig() }
}

/**
 * Do the settings say what runs? They do if a layer made of them anew has the same fields, which are what a layer's
 * code goes by: one that was assigned afterwards, or that settings leave out, shows.
 */
export function runsAsConfigured(layer: Layer): boolean {
  const fields = layer as unknown as Fields
  // Of merges, that they broadcast; for tests only, a hook.
  if (fields['reshapeRequired'] === true || (fields['_callHook'] ?? null) !== null) return false
  // These are what its settings are taken from.
  if (isWrapper(layer)) return true
  let made: Fields
  try {
    const config = Object.entries(configOf(layer)).filter(([key]) => !incidental.test(key))
    made = new (layer.constructor as Construct)(Object.fromEntries(config)) as unknown as Fields
  } catch {
    return false
  }
  return Object.keys(made).every((key) => {
    if (ofUse.has(key) || apart.has(key) || incidental.test(key)) return true
    // Weights are looked at where they are read.
    return layer.weights.includes(fields[key] as tf.LayerVariable) || isAlike(made[key], fields[key])
  })
}

/** Numbers, words and functions that are the same, and lists and objects of them. */
export function isAlike(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null || types.isProxy(b)) return false
  if (Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false
  const keys = Object.keys(a)
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && isAlike((a as Fields)[key], (b as Fields)[key]))
  )
}
