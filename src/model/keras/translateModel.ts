import { quoted } from '../../files/brief.ts'
import { withListedInputs } from './attentionCalls.ts'
import { flatSources, type Source, translateNodes } from './inboundNodes.ts'
import {
  asKerasObject,
  type Config,
  isModel,
  isObject,
  type KerasObject,
  layersOf,
  nameOf,
  wrappedIn,
} from './kerasObject.ts'
import { checkLayers } from './knownLayers.ts'
import { asOperation } from './operations.ts'
import { withCopies } from './withCopies.ts'
import { translateLayer } from './translateLayer.ts'

/** What tf.js reads: the topology of Keras 2, which is marked as the version's that wrote the file. */
export interface Topology {
  readonly keras_version: string
  readonly model_config: KerasObject
}

/**
 * A model's configuration, of Keras 2 or 3, as the topology that tf.js reads. Nothing of it is about training: the
 * model has no regularizers or constraints, and is not compiled.
 * @throws SETTING_UNSUPPORTED for layers, activations and calls that tf.js has not; Error that says what else is wrong
 */
export function translateModel(value: unknown, version: string): Topology {
  const model = asKerasObject(value, 'its configuration')
  checkLayers(model)
  if (!isModel(model)) throw new Error(`it is a layer (${quoted(model.class_name)}), no model`)
  const context = {
    isThree: Number.parseInt(version) >= 3,
    isStateful: any(model, remembers),
    isMasked: any(model, masks),
    hasVolumes: any(model, isOfVolumes),
  }
  return { keras_version: version, model_config: translate(model, context) }
}

/** What the whole file says of each of its layers. */
interface Context {
  readonly isThree: boolean
  /** Do layers remember what rows they have seen? */
  readonly isStateful: boolean
  /** Do layers make masks? */
  readonly isMasked: boolean
  /** Are there layers of three axes of space, or of two and steps? */
  readonly hasVolumes: boolean
}

function translate(layer: KerasObject, context: Context): KerasObject {
  if (layer.class_name === 'Sequential') return translateSequential(layer, context)
  if (isModel(layer)) return translateFunctional(layer, context)
  return translateLayer(layer, context, (inner) => translate(inner, context))
}

function translateSequential(model: KerasObject, context: Context): KerasObject {
  const layers = layersOf(model).map((layer) => withOpenBatch(translate(layer, context), context))
  return { class_name: 'Sequential', config: { name: nameOf(model), layers } }
}

function translateFunctional(model: KerasObject, context: Context): KerasObject {
  const layers = layersOf(model).map(withListedInputs)
  // tf.js, as Keras 2, counts the application that a model inside a model was built with; Keras 3 does not.
  const built = new Set(layers.filter((layer) => context.isThree && isModel(layer)).map(nameOf))
  const shift = ([name, application, output]: Source): Source => [name, application + Number(built.has(name)), output]
  const translated = layers.map((layer) => {
    const name = nameOf(layer)
    const operation = asOperation(layer)
    if (operation !== undefined) {
      const { sources, ...own } = operation
      return { ...own, name, inbound_nodes: [sources.map((one) => [...shift(one), {}])] }
    }
    const inbound_nodes = translateNodes(name, layer.class_name, layer.inbound_nodes ?? [], shift)
    return { ...withOpenBatch(translate(layer, context), context), name, inbound_nodes }
  })
  const { input_layers, output_layers } = model.config
  return {
    class_name: 'Functional',
    config: {
      name: nameOf(model),
      layers: withCopies(translated),
      input_layers: flatSources(input_layers, 'input layers').map(shift),
      output_layers: flatSources(output_layers, 'output layers').map(shift),
    },
  }
}

/**
 * Keras writes down how many rows a model was first called with, and takes any number all the same, unless layers
 * remember their state.
 */
function withOpenBatch(layer: KerasObject, { isStateful }: Context): KerasObject {
  const shape = layer.config['batch_input_shape']
  if (!Array.isArray(shape) || shape.length === 0 || isStateful) return layer
  return { ...layer, config: { ...layer.config, batch_input_shape: [null, ...(shape as unknown[]).slice(1)] } }
}

/** Is it true of a layer, however deep inside? */
function any(layer: KerasObject, is: (layer: KerasObject) => boolean): boolean {
  return is(layer) || (isModel(layer) ? layersOf(layer) : wrappedIn(layer)).some((inner) => any(inner, is))
}

function remembers({ config }: KerasObject): boolean {
  return config['stateful'] === true
}

function masks({ class_name, config }: KerasObject): boolean {
  return class_name === 'Masking' || config['mask_zero'] === true
}

function isOfVolumes({ class_name, config }: KerasObject): boolean {
  const shape = config['batch_input_shape'] ?? config['batch_shape']
  return /3D|ConvLSTM/.test(class_name) || (Array.isArray(shape) && shape.length > 4)
}

/** A version as files state it. */
export function versionOf(metadata: unknown): string {
  const { keras_version: version } = (isObject(metadata) ? metadata : {}) as Config
  return typeof version === 'string' ? version : '2'
}
