import { registeredName } from '../registered.ts'
import { settingsOf } from '../settings.ts'
import { activationOf } from './activationOf.ts'
import { type Config, incidental, isObject, type KerasObject, wrappedIn } from './kerasObject.ts'
import { isMirror } from './mirror.ts'
import { renamed } from './renamedLayers.ts'

/** Settings that mean something beside another one only, and what that has to be for them to mean nothing. */
const idle: Readonly<Record<string, readonly [setting: string, value: unknown]>> = {
  renorm_clipping: ['renorm', false],
  renorm_momentum: ['renorm', false],
  fill_mode: ['pad_to_aspect_ratio', false],
  fill_value: ['pad_to_aspect_ratio', false],
}

/** What Keras 3 calls otherwise. */
const spelled: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  InputLayer: { batch_shape: 'batch_input_shape' },
  LeakyReLU: { negative_slope: 'alpha' },
}

/** Settings that hold layers. */
const holders = new Set(['layer', 'backward_layer', 'cell', 'cells'])

/**
 * A layer's settings as Keras 2 spells them and tf.js reads them, those left out that nothing depends on; layers in it
 * are translated by `translate`.
 * @throws SETTING_UNSUPPORTED for an activation that tf.js has not
 */
export function translateLayer(
  layer: KerasObject,
  { isMasked, hasVolumes }: { readonly isMasked: boolean; readonly hasVolumes: boolean },
  translate: (inner: KerasObject) => object,
): { class_name: string; config: Config } {
  const ofCaller = registeredName(layer.class_name)
  if (ofCaller !== undefined) return { class_name: ofCaller, config: layer.config }
  const other = renamed(layer.class_name, layer.config, hasVolumes)
  const { class_name: name, config } = other ?? layer
  // Settings of a layer of the caller's own are its own.
  if (other === undefined && !Object.hasOwn(settingsOf, name)) return { class_name: name, config }
  const own = settings(name, config)
  const inner = Object.entries(own).filter(([key, value]) => holders.has(key) && value !== null)
  for (const [key, value] of inner) {
    const [one] = Array.isArray(value) ? [] : wrappedIn({ class_name: name, config: { layer: value } })
    own[key] = one ? translate(one) : wrappedIn({ class_name: name, config: { cells: value } }).map(translate)
  }
  // What it does with masks; Keras 3 sets it in bidirectional layers.
  if (!isMasked) delete own['zero_output_for_mask']
  // Keras 3 always writes it down.
  if (name === 'Bidirectional' && isMirror(config['layer'], config['backward_layer'])) delete own['backward_layer']
  return { class_name: name, config: own }
}

function settings(className: string, config: Config): Record<string, unknown> {
  const own: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(config)) {
    if (incidental.test(key) || value === undefined) continue
    const needed = Object.hasOwn(idle, key) ? idle[key] : undefined
    if (needed && (config[needed[0]] ?? needed[1]) === needed[1]) continue
    own[spelled[className]?.[key] ?? key] = translateValue(className, config, key)
  }
  return own
}

function translateValue(className: string, config: Config, key: string): unknown {
  const value = config[key]
  if (/(^|_)dtype$/.test(key)) return policyName(value)
  if (/(^|_)activation$/.test(key)) return activationOf(className, config, key)
  if (key === 'axis' && Array.isArray(value) && value.length === 1) return value[0] as unknown
  return value
}

/** A policy's name stands for it. */
function policyName(value: unknown): unknown {
  const { name } = (isObject(value) && isObject(value['config']) ? value['config'] : {}) as { name?: unknown }
  return name ?? value
}
