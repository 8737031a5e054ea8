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
type Rename = (config: Config, className: string, hasVolumes?: boolean) => Renamed | undefined

const kept = ({ name, trainable, dtype }: Config): Config => ({ name, trainable, dtype })
/** Hands on what comes in. */
const nothing: Rename = (config) => ({ class_name: 'Activation', config: { ...kept(config), activation: 'linear' } })

/** A policy of numbers that are computed here. */
const isFloat32 = (dtype: unknown): boolean => {
  const { name } = (isObject(dtype) && isObject(dtype['config']) ? dtype['config'] : {}) as { name?: unknown }
  return [undefined, null, 'float32'].includes((name ?? dtype) as string)
}

/** Computed here, of tf.js' kernels. */
const composedAs = (kind: string, config: Config, className: string): Renamed | undefined => {
  const { name, trainable, dtype: _, batch_input_shape, ...settings } = config
  if (config['data_format'] === 'channels_first' || !isFloat32(config['dtype'])) return undefined
  const activation = 'activation' in settings ? { activation: activationOf(className, config, 'activation') } : {}
  return {
    class_name: KerasLayer.className,
    config: {
      ...defined({ name, trainable, batch_input_shape }),
      kind,
      settings: { ...settings, ...activation },
    },
  }
}
const composed: Rename = (config, className) => composedAs(className, config, className)
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

/** Along one axis, by what training found. */
const normalizesBatches = (config: Config): boolean =>
  saysOnly(config, [
    'axis',
    'momentum',
    'epsilon',
    'center',
    'scale',
    'synchronized',
    'renorm',
    'renorm_clipping',
    'renorm_momentum',
    'fused',
    'virtual_batch_size',
  ]) &&
  [config['axis'] ?? -1].flat().length === 1 &&
  (config['renorm'] ?? false) === false &&
  (config['virtual_batch_size'] ?? null) === null

/** Of heads, which put out nothing but what they attend to. */
const attendsByHeads = (config: Config): boolean =>
  (config['use_gate'] ?? false) === false &&
  saysOnly(
    config,
    (
      'num_heads key_dim value_dim dropout use_bias output_shape attention_axes query_shape key_shape value_shape use_gate ' +
      'head_dim num_query_heads num_key_value_heads flash_attention use_causal_mask'
    ).split(' '),
  )
const isOf = (key: string, values: readonly unknown[]) => (config: Config) => values.includes(config[key])
const keepsDims = isOf('keepdims', [true])
/** Settings that mean nothing without another. */
const resizes = (config: Config): boolean =>
  isOf('interpolation', ['nearest', 'bilinear'])(config) &&
  ['antialias', 'pad_to_aspect_ratio'].every((key) => (config[key] ?? false) === false)
/** Whole numbers of one axis, and no more of the layer than that. */
const encodes = (config: Config): boolean =>
  saysOnly(config, ['num_tokens', 'output_mode', 'sparse']) && (config['sparse'] ?? false) === false
/** Numbers of the last axis, each by itself. */
const isByChannel = ({ scale, offset }: Config): boolean =>
  [scale, offset].some(Array.isArray) &&
  [scale, offset].flat(2).every((one) => typeof one === 'number' && Number.isFinite(Math.fround(one))) &&
  [scale, offset].every((one) => !Array.isArray(one) || !one.some(Array.isArray))

/** Statistics of one axis, which has to be the last, or one for all. */
const isOfOneAxis = ({ axis = -1 }: Config): boolean => axis === null || [axis].flat().length <= 1

/** Layers of Keras that are others of tf.js with certain settings, in training, too; and those that are computed here. */
const renames: Readonly<Record<string, Rename>> = {
  // What it adds to the loss is of training.
  ActivityRegularization: nothing,
  AdditiveAttention: composedIf(attends),
  Attention: composedIf(attends),
  // tf.js' own takes at most four dimensions, and is wrong along an axis that is not the last. No image has 5 axes.
  BatchNormalization: (config, className, hasVolumes) =>
    (hasVolumes === true || (isOfOtherAxes(config) && String(config['axis']) !== '3')) && normalizesBatches(config)
      ? composed(config, className)
      : undefined,
  CategoryEncoding: composedIf(encodes),
  CenterCrop: composedIf((config) => saysOnly(config, ['height', 'width', 'data_format'])),
  Conv1D: composedIf((config) => config['padding'] === 'causal' || isGrouped(config)),
  Conv1DTranspose: composedIf(isPlainTransposed),
  Conv2D: composedIf(isGrouped),
  Cropping1D: composed,
  Cropping3D: composed,
  DepthwiseConv1D: composed,
  // Whatever its weights were made of; masks come of tf.js' own.
  Embedding: composedIf(
    (config) =>
      saysOnly(config, ['input_dim', 'output_dim', 'mask_zero', 'input_length', 'sparse']) &&
      !['mask_zero', 'sparse'].some((key) => config[key] === true),
  ),
  GRU: ({ reset_after, ...config }) =>
    reset_after === true ? { class_name: ResetAfterGru.className, config } : undefined,
  GlobalAveragePooling1D: composedIf(keepsDims),
  GlobalAveragePooling2D: composedIf(keepsDims),
  GlobalAveragePooling3D: composed,
  GlobalMaxPooling1D: composedIf(keepsDims),
  GlobalMaxPooling2D: composedIf(keepsDims),
  GlobalMaxPooling3D: composed,
  GroupNormalization: composedIf(
    (config) => saysOnly(config, ['groups', 'axis', 'epsilon', 'center', 'scale']) && !isOfOtherAxes(config),
  ),
  GroupQueryAttention: composedIf(attendsByHeads),
  // As `.h5` files call it.
  GroupedQueryAttention: (config, className) =>
    attendsByHeads(config) ? composedAs('GroupQueryAttention', config, className) : undefined,
  Identity: nothing,
  MultiHeadAttention: composedIf(attendsByHeads),
  Normalization: composedIf(isOfOneAxis),
  // With a slope and nothing else it is another layer of tf.js.
  ReLU: (config) =>
    Number(config['negative_slope'] ?? 0) > 0 &&
    (config['max_value'] ?? null) === null &&
    (config['threshold'] ?? 0) === 0
      ? { class_name: 'LeakyReLU', config: { ...kept(config), alpha: config['negative_slope'] } }
      : undefined,
  RandomBrightness: nothing,
  RandomContrast: nothing,
  RandomFlip: nothing,
  RandomHeight: nothing,
  RandomRotation: nothing,
  RandomTranslation: nothing,
  RandomWidth: nothing,
  RandomZoom: nothing,
  RMSNormalization: composedIf((config) => saysOnly(config, ['axis', 'epsilon']) && !isOfOtherAxes(config)),
  Rescaling: composedIf(isByChannel),
  Resizing: composedIf(resizes),
  SeparableConv1D: composed,
  Softmax: composedIf((config) => saysOnly(config, ['axis']) && isOfOtherAxes(config)),
  SpatialDropout2D: dropout(2),
  SpatialDropout3D: dropout(3),
  Subtract: composed,
  UnitNormalization: composedIf((config) => saysOnly(config, ['axis'])),
  UpSampling1D: composed,
  UpSampling2D: composedIf(isOf('interpolation', ['bilinear'])),
  UpSampling3D: composed,
  ZeroPadding1D: composed,
  ZeroPadding3D: composed,
}

/** Has it a chance to be another layer? */
function isRenamed(className: string): boolean {
  return Object.hasOwn(renames, className)
}

/**
 * What tf.js, or this package, has in a layer's place; undefined where it stays what it is. `hasVolumes`: the model has
 * layers of three axes of space.
 */
export function renamed(className: string, config: Config, hasVolumes = false): Renamed | undefined {
  return isRenamed(className) ? renames[className]!(config, className, hasVolumes) : undefined
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
