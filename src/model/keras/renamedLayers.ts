import { defined } from '../../defined.ts'
import { activationOf } from './activationOf.ts'
import type { Config } from './kerasObject.ts'
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

/** Computed here, of tf.js' kernels. */
const composed: Rename = (config, className) => {
  const { name, trainable, dtype: _, batch_input_shape, ...settings } = config
  if (config['data_format'] === 'channels_first') return undefined
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
/** Statistics of the last axis, or one for all. */
const isOfLastAxis = ({ axis = -1 }: Config): boolean => axis === null || [axis].flat().every((one) => one === -1)

/** Layers of Keras that are others of tf.js with certain settings, in training, too; and those that are computed here. */
const renames: Readonly<Record<string, Rename>> = {
  // What it adds to the loss is of training.
  ActivityRegularization: nothing,
  Conv1D: composedIf((config) => config['padding'] === 'causal' || isGrouped(config)),
  Conv1DTranspose: composedIf(isPlainTransposed),
  Conv2D: composedIf(isGrouped),
  Cropping1D: composed,
  DepthwiseConv1D: composed,
  GRU: ({ reset_after, ...config }) =>
    reset_after === true ? { class_name: ResetAfterGru.className, config } : undefined,
  Identity: nothing,
  Normalization: composedIf(isOfLastAxis),
  SeparableConv1D: composed,
  SpatialDropout2D: dropout(2),
  SpatialDropout3D: dropout(3),
  Subtract: composed,
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
