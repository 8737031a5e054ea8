import { defined } from '../../defined.ts'
import { activationOf } from './activationOf.ts'
import { type Config, incidental, isObject } from './kerasObject.ts'
import { ResetAfterGru } from './layers/gru.ts'
import { KerasLayer } from './layers/kerasLayer.ts'

/** What becomes of a layer. */
interface Renamed {
  readonly class_name: string
  readonly config: Config
}
/** Undefined for one that tf.js has as it is, or that nobody has. */
type Rename = (config: Config, className: string) => Renamed | undefined

const kept = ({ name, trainable, dtype }: Config): Config => ({ name, trainable, dtype })
/** Hands on what comes in. */
const nothing: Rename = (config) => ({ class_name: 'Activation', config: { ...kept(config), activation: 'linear' } })

/** A policy of numbers that are computed here. */
const isFloat32 = (dtype: unknown): boolean => {
  const { name } = (isObject(dtype) && isObject(dtype['config']) ? dtype['config'] : {}) as { name?: unknown }
  return [undefined, null, 'float32'].includes((name ?? dtype) as string)
}

/** Computed here, of tf.js' kernels. */
const composed: Rename = (config, className) => {
  const { name, trainable, dtype: _, batch_input_shape, ...settings } = config
  if (config['data_format'] === 'channels_first' || !isFloat32(config['dtype'])) return undefined
  const activation = 'activation' in settings ? { activation: activationOf(className, config, 'activation') } : {}
  return {
    class_name: KerasLayer.className,
    config: {
      ...defined({ name, trainable, batch_input_shape }),
      kind: className,
      settings: { ...settings, ...activation },
    },
  }
}
const composedIf =
  (isNeeded: (config: Config) => boolean): Rename =>
  (config, className) =>
    isNeeded(config) ? composed(config, className) : undefined

const isGrouped = ({ groups }: Config): boolean => (groups ?? 1) !== 1
const isPlainTransposed = ({ output_padding, dilation_rate }: Config): boolean =>
  (output_padding ?? null) === null && [dilation_rate ?? 1].flat().every((rate) => rate === 1)
/** Does it say nothing but this, beside how it starts, is trained and is called? */
const saysOnly = (config: Config, names: readonly string[]): boolean =>
  Object.entries(config).every(
    ([key, value]) =>
      value === null ||
      [...names, 'name', 'trainable', 'dtype', 'batch_input_shape'].includes(key) ||
      incidental.test(key),
  )
/** Axes that are not the last alone. */
const isOfOtherAxes = ({ axis = -1 }: Config): boolean =>
  !(axis === -1 || (Array.isArray(axis) && String(axis) === '-1'))
/** As all of its dropout is training. */
const attends = (config: Config): boolean =>
  saysOnly(config, ['use_scale', 'score_mode', 'dropout', 'causal']) &&
  (config['score_mode'] ?? 'dot') === 'dot' &&
  (config['causal'] ?? false) === false

/** Statistics of the last axis, or one for all. */
const isOfLastAxis = ({ axis = -1 }: Config): boolean => axis === null || [axis].flat().every((one) => one === -1)

/** Layers of Keras that are others of tf.js with certain settings, in training, too; and those that are computed here. */
const renames: Readonly<Record<string, Rename>> = {
  // What it adds to the loss is of training.
  ActivityRegularization: nothing,
  AdditiveAttention: composedIf(attends),
  Attention: composedIf(attends),
  Conv1D: composedIf((config) => config['padding'] === 'causal' || isGrouped(config)),
  Conv1DTranspose: composedIf(isPlainTransposed),
  Conv2D: composedIf(isGrouped),
  Cropping1D: composed,
  DepthwiseConv1D: composed,
  GRU: ({ reset_after, ...config }) =>
    reset_after === true ? { class_name: ResetAfterGru.className, config } : undefined,
  GroupNormalization: composedIf(
    (config) => saysOnly(config, ['groups', 'axis', 'epsilon', 'center', 'scale']) && !isOfOtherAxes(config),
  ),
  Identity: nothing,
  Normalization: composedIf(isOfLastAxis),
  RMSNormalization: composedIf((config) => saysOnly(config, ['axis', 'epsilon']) && !isOfOtherAxes(config)),
  SeparableConv1D: composed,
  Softmax: composedIf((config) => saysOnly(config, ['axis']) && isOfOtherAxes(config)),
  SpatialDropout2D: dropout(2),
  SpatialDropout3D: dropout(3),
  Subtract: composed,
  UnitNormalization: composedIf((config) => saysOnly(config, ['axis'])),
  UpSampling1D: composed,
  ZeroPadding1D: composed,
}

/** Has it a chance to be another layer? */
function isRenamed(className: string): boolean {
  return Object.hasOwn(renames, className)
}

/** What tf.js, or this package, has in a layer's place; undefined where it stays what it is. */
export function renamed(className: string, config: Config): Renamed | undefined {
  return isRenamed(className) ? renames[className]!(config, className) : undefined
}

/** Drops whole maps: the same along all axes of space. */
function dropout(axes: number): Rename {
  return (config) => {
    const space = Array.from({ length: axes }, () => 1)
    const isFirst = config['data_format'] === 'channels_first'
    const noise_shape = isFirst ? [null, null, ...space] : [null, ...space, null]
    return { class_name: 'Dropout', config: { ...kept(config), rate: config['rate'], noise_shape } }
  }
}
