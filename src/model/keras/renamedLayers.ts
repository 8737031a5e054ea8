import type { Config } from './kerasObject.ts'

interface Renamed {
  readonly class_name: string
  readonly config: (config: Config) => Config
}

const kept = ({ name, trainable, dtype }: Config): Config => ({ name, trainable, dtype })
/** Hands on what comes in. */
const nothing: Renamed = {
  class_name: 'Activation',
  config: (config) => ({ ...kept(config), activation: 'linear' }),
}

/** Layers of Keras that are others of tf.js with certain settings, in training, too. */
export const renamed: Readonly<Record<string, Renamed>> = {
  // What it adds to the loss is of training.
  ActivityRegularization: nothing,
  Identity: nothing,
  SpatialDropout2D: dropout(2),
  SpatialDropout3D: dropout(3),
}

/** Drops whole maps: the same along all axes of space. */
function dropout(axes: number): Renamed {
  return {
    class_name: 'Dropout',
    config: (config) => {
      const space = Array.from({ length: axes }, () => 1)
      const isFirst = config['data_format'] === 'channels_first'
      return {
        ...kept(config),
        rate: config['rate'],
        noise_shape: isFirst ? [null, null, ...space] : [null, ...space, null],
      }
    },
  }
}
