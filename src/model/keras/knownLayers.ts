import { tf } from '../../backend/tf.ts'
import { OvershootError } from '../../errors.ts'
import { quoted } from '../../files/brief.ts'
import { registeredName } from '../registered.ts'
import { settingsOf } from '../settings.ts'
import { isModel, type KerasObject, layersOf, nameOf, wrappedIn } from './kerasObject.ts'
import { asOperation } from './operations.ts'
import { renamed } from './renamedLayers.ts'

/** Layers that a message names. */
const MOST_NAMED = 20

/**
 * Refuses a model with layers that tf.js has not, or that only share the name of one that it has.
 * @throws SETTING_UNSUPPORTED naming all of them
 */
export function checkLayers(model: KerasObject): void {
  const unknown: string[] = []
  const visit = (layer: KerasObject): void => {
    if (isModel(layer)) layersOf(layer).forEach(visit)
    else {
      if (!isKnown(layer)) unknown.push(`${quoted(nameOf(layer))} (${classOf(layer)})`)
      wrappedIn(layer).forEach(visit)
    }
  }
  visit(model)
  if (unknown.length === 0) return
  const named = unknown.slice(0, MOST_NAMED).join(', ')
  const more = unknown.length > MOST_NAMED ? `, and ${unknown.length - MOST_NAMED} more` : ''
  throw new OvershootError(
    'SETTING_UNSUPPORTED',
    `tf.js, which runs the model here, has no layers of ${unknown.length === 1 ? 'this kind' : 'these kinds'}: ${named}${more}. ` +
      'Replace them, register classes for them (--register, { register }), or export the model to ONNX',
  )
}

function isKnown(layer: KerasObject): boolean {
  if (asOperation(layer) !== undefined) return true
  const { class_name: name, config } = layer
  if (registeredName(name) !== undefined) return true
  if (Object.hasOwn(settingsOf, name) || renamed(name, config) !== undefined) return isOfKeras(layer)
  // Of a caller's own, registered with tf.js under this name.
  const { classNameMap } = tf.serialization.SerializationMap.getMap()
  return Object.hasOwn(classNameMap, name) && !isOfKeras(layer)
}

/** By where the class is found; files of HDF5 do not tell. Operations, too, are found in Keras and are no layers. */
function isOfKeras({ module, registered_name, class_name }: KerasObject): boolean {
  if (typeof registered_name === 'string' && registered_name !== class_name) return false
  return typeof module !== 'string' || /^(tf_|tensorflow\.)?keras(?!.*\bops\b)(\.|$)/.test(module)
}

function classOf({ class_name, module }: KerasObject): string {
  const from = typeof module === 'string' && !/^keras(\.layers)?$/.test(module) ? `${module}.` : ''
  return quoted(`${from}${class_name}`).slice(1, -1)
}
