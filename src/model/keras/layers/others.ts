import { tf } from '../../../backend/tf.ts'
import { grown, type Kind, noWeights, one, type Settings, two } from './kind.ts'

const subtract: Kind = { weights: noWeights, compute: (_, [a, b]) => tf.sub(a!, b!) }

const zeroPadding: Kind = {
  rank: 3,
  weights: noWeights,
  compute: ({ padding }, [x]) => {
    const [before, after] = two(padding ?? 1)
    const [, length, channels] = x!.shape as [number, number, number]
    grown(before + length + after, channels)
    return tf.pad(x!, [
      [0, 0],
      [before, after],
      [0, 0],
    ])
  },
}

const cropping: Kind = {
  rank: 3,
  weights: noWeights,
  compute: ({ cropping: given }, [x]) => {
    const [before, after] = two(given ?? 1)
    const [rows, length, channels] = x!.shape as [number, number, number]
    if (before + after > length) throw new Error(`${before} and ${after} steps of ${length} cannot be cut off`)
    return tf.slice(x!, [0, before, 0], [rows, length - before - after, channels])
  },
}

const upSampling: Kind = {
  rank: 3,
  weights: noWeights,
  compute: ({ size }, [x]) => {
    const [rows, length, channels] = x!.shape as [number, number, number]
    const times = one(size, 2)
    const longer = grown(length * times, channels)
    return tf.reshape(tf.tile(tf.expandDims(x!, 2), [1, 1, times, 1]), [rows, longer, channels])
  },
}

/** As Keras has it, so that nothing is divided by 0. */
const LEAST = 1e-7

/** Statistics are numbers of the file, or settings. */
const normalization: Kind = {
  weights: ({ mean, axis = -1 }, [shape]) => {
    const isOfAll = axis === null || String(axis) === ''
    // Axes are told from the front, too.
    if (!isOfAll && ![-1, shape!.length].includes(Number(axis))) throw new Error('its axis is not the last')
    if (mean !== null && mean !== undefined) return []
    const own = isOfAll ? [] : [shape!.at(-1)!]
    return [
      { name: 'mean', shape: own, trainable: false },
      { name: 'variance', shape: own, trainable: false },
      { name: 'count', shape: [], trainable: false },
    ]
  },
  compute: (settings, [x], [mean = stated(settings, 'mean'), variance = stated(settings, 'variance')]) => {
    const deviation = tf.maximum(tf.sqrt(variance), LEAST)
    return settings['invert'] === true ? tf.add(mean, tf.mul(x!, deviation)) : tf.div(tf.sub(x!, mean), deviation)
  },
}

function stated(settings: Settings, name: string): tf.Tensor {
  return tf.tensor(settings[name] as number[])
}

/** By numbers of the last axis, or by one. */
const rescaling: Kind = {
  weights: noWeights,
  compute: (settings, [x]) => {
    const [scale, offset] = ['scale', 'offset'].map((name) => stated(settings, name)) as [tf.Tensor, tf.Tensor]
    return tf.add(tf.mul(x!, scale), offset)
  },
}

export const otherKinds: Readonly<Record<string, Kind>> = {
  Cropping1D: cropping,
  Normalization: normalization,
  Rescaling: rescaling,
  Subtract: subtract,
  UpSampling1D: upSampling,
  ZeroPadding1D: zeroPadding,
}
