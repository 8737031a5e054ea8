import { tf } from '../../../backend/tf.ts'
import { brief } from '../../../files/brief.ts'
import type { Kind, Settings } from './kind.ts'

/** A number of a setting, or what it is where it is left out. */
export function numberIn(settings: Settings, name: string, otherwise: number): number {
  const value = settings[name] ?? otherwise
  if (typeof value !== 'number' || !Number.isFinite(value))
    throw new Error(`its ${name} is ${brief(String(value), 60)} where a number is due`)
  return value
}

/** The axes that a setting names, counted from the front, the batch first. */
export function axesIn(settings: Settings, rank: number, otherwise = -1): number[] {
  const axes = [settings['axis'] ?? otherwise].flat() as unknown[]
  const found = axes.map((axis) => (Number(axis) < 0 ? Number(axis) + rank : Number(axis)))
  const isFine = found.every((axis) => Number.isInteger(axis) && axis >= 1 && axis < rank)
  if (!isFine || new Set(found).size < found.length)
    throw new Error(`its axis is ${brief(JSON.stringify(settings['axis']) ?? '', 60)} of ${rank}`)
  return found.toSorted((a, b) => a - b)
}

/** Groups of so many channels: all of them where it is -1. */
export function groupsIn(settings: Settings, channels: number): number {
  const given = numberIn(settings, 'groups', 32)
  const groups = given === -1 ? channels : given
  if (!(Number.isInteger(groups) && groups >= 1 && channels % groups === 0))
    throw new Error(`${channels} channels cannot be cut into ${given} groups`)
  return groups
}

const square = (x: tf.Tensor): tf.Tensor => tf.mul(x, x)

/** Each group of channels over all of space. */
const groupNormalization: Kind = {
  weights: ({ scale, center }, [shape]) => {
    const own = [shape!.at(-1)!]
    return [
      ...(scale === false ? [] : [{ name: 'gamma', shape: own }]),
      ...(center === false ? [] : [{ name: 'beta', shape: own }]),
    ]
  },
  compute: (settings, [x], weights) => {
    const [rows, channels] = [x!.shape[0]!, x!.shape.at(-1)!]
    const groups = groupsIn(settings, channels)
    const grouped = tf.reshape(x!, [rows, -1, groups, channels / groups])
    const centred = tf.sub(grouped, tf.mean(grouped, [1, 3], true))
    const variance = tf.mean(square(centred), [1, 3], true)
    const root = tf.sqrt(tf.add(variance, numberIn(settings, 'epsilon', 1e-3)))
    const normal = tf.reshape(tf.div(centred, root), x!.shape)
    const [gamma, beta] = settings['scale'] === false ? [undefined, weights[0]] : weights
    const scaled = gamma === undefined ? normal : tf.mul(normal, gamma)
    return beta === undefined ? scaled : tf.add(scaled, beta)
  },
}

/** As Keras has it, so that nothing is divided by 0. */
export const LEAST_SQUARE = 1e-12

/** By the root of the sum of squares over some axes. */
const unitNormalization: Kind = {
  weights: () => [],
  compute: (settings, [x]) => {
    const sum = tf.sum(square(x!), axesIn(settings, x!.rank), true)
    return tf.div(x!, tf.sqrt(tf.maximum(sum, LEAST_SQUARE)))
  },
}

/** By statistics of training, along one axis of however many. */
const batchNormalization: Kind = {
  weights: ({ axis, scale, center }, [shape]) => {
    const [own] = axesIn({ axis }, shape!.length + 1) as [number]
    const channels = [shape![own - 1]!]
    return [
      ...(scale === false ? [] : [{ name: 'gamma', shape: channels }]),
      ...(center === false ? [] : [{ name: 'beta', shape: channels }]),
      { name: 'moving_mean', shape: channels, trainable: false },
      { name: 'moving_variance', shape: channels, trainable: false },
    ]
  },
  compute: (settings, [x], weights) => {
    const { order, back } = lastly(x!.rank, axesIn(settings, x!.rank))
    const left = [...weights]
    const [gamma, beta] = ['scale', 'center'].map((name) => (settings[name] === false ? undefined : left.shift()))
    const [mean, variance] = left as [tf.Tensor1D, tf.Tensor1D]
    const turned = tf.transpose(x!, order)
    const rows = tf.reshape(turned, [-1, turned.shape.at(-1)!]) as tf.Tensor2D
    const epsilon = numberIn(settings, 'epsilon', 1e-3)
    const made = tf.batchNorm(rows, mean, variance, beta as tf.Tensor1D, gamma as tf.Tensor1D, epsilon)
    return tf.transpose(tf.reshape(made, turned.shape), back)
  },
}

/** By the root of the mean of squares over the last axis. */
const rmsNormalization: Kind = {
  weights: (_, [shape]) => [{ name: 'scale', shape: [shape!.at(-1)!] }],
  compute: (settings, [x], [scale]) => {
    const mean = tf.mean(square(x!), [x!.rank - 1], true)
    return tf.mul(tf.div(x!, tf.sqrt(tf.add(mean, numberIn(settings, 'epsilon', 1e-6)))), scale!)
  },
}

/** Axes `over` come last, in their order. */
export function lastly(rank: number, over: readonly number[]): { readonly order: number[]; readonly back: number[] } {
  const order = [...Array.from({ length: rank }, (_, axis) => axis).filter((axis) => !over.includes(axis)), ...over]
  return { order, back: order.map((_, axis) => order.indexOf(axis)) }
}

/** Over any axes. */
const softmax: Kind = {
  weights: () => [],
  compute: (settings, [x]) => {
    const { rank } = x!
    const over = axesIn(settings, rank)
    const { order, back } = lastly(rank, over)
    const turned = tf.transpose(x!, order)
    const kept = turned.shape.slice(0, rank - over.length)
    return tf.transpose(tf.reshape(tf.softmax(tf.reshape(turned, [...kept, -1])), turned.shape), back)
  },
}

export const normalizationKinds: Readonly<Record<string, Kind>> = {
  BatchNormalization: batchNormalization,
  GroupNormalization: groupNormalization,
  RMSNormalization: rmsNormalization,
  Softmax: softmax,
  UnitNormalization: unitNormalization,
}
