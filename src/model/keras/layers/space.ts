import { tf } from '../../../backend/tf.ts'
import { brief } from '../../../files/brief.ts'
import { grown, type Kind, noWeights, one, type Settings, two } from './kind.ts'

/** What becomes of one axis alone, the others being kept. */
function alongAxis(x: tf.Tensor, axis: number, make: (x: tf.Tensor3D) => tf.Tensor): tf.Tensor {
  const product = (lengths: readonly number[]): number => lengths.reduce((all, length) => all * length, 1)
  const [before, after] = [x.shape.slice(0, axis), x.shape.slice(axis + 1)]
  const made = make(tf.reshape(x, [product(before), x.shape[axis]!, product(after)]))
  return tf.reshape(made, [...before, made.shape[1]!, ...after])
}

/** A part of one axis. @throws Error where there is no such part */
export function cut(x: tf.Tensor, axis: number, from: number, length: number): tf.Tensor {
  if (!(from >= 0 && length >= 1 && from + length <= x.shape[axis]!))
    throw new Error(`${length} of ${x.shape[axis]} from ${from} on cannot be cut out`)
  return alongAxis(x, axis, (line) => tf.slice(line, [0, from, 0], [line.shape[0], length, line.shape[2]]))
}

const repeated = (x: tf.Tensor, axis: number, times: number): tf.Tensor =>
  alongAxis(x, axis, (line) => {
    const [before, length, after] = line.shape
    if (times < 1) throw new Error('what is repeated 0 times is nothing')
    const longer = grown(length * times, (before * after) / x.shape[0]!)
    return tf.reshape(tf.tile(tf.expandDims(line, 2), [1, 1, times, 1]), [before, longer, after])
  })

const padded = (x: tf.Tensor, axis: number, [before, after]: readonly [number, number]): tf.Tensor =>
  alongAxis(x, axis, (line) => {
    grown(before + line.shape[1] + after, (line.shape[0] * line.shape[2]) / x.shape[0]!)
    return tf.pad(line, [
      [0, 0],
      [before, after],
      [0, 0],
    ])
  })

/** Three numbers of a setting that is written as one or three. */
export function three(value: unknown): [number, number, number] {
  const [a, b = a, c = a, ...more] = [value].flat() as unknown[]
  if (more.length > 0) throw new Error(`a setting is ${brief(JSON.stringify(value), 60)} where three numbers are due`)
  return [one(a), one(b), one(c)]
}

/** Before and after each of three axes. */
export function pairs(value: unknown): [number, number][] {
  return (Array.isArray(value) ? (value as unknown[]) : [value, value, value]).map((pair) => two(pair))
}

/** Axes of space, one after the other. */
const eachAxis =
  <T>(
    each: (settings: Settings) => readonly T[],
    make: (x: tf.Tensor, axis: number, setting: T) => tf.Tensor,
  ): Kind['compute'] =>
  (settings, [x]) => {
    const all = each(settings)
    if (all.length !== 3) throw new Error('a setting is not of three axes')
    return all.reduce((made, setting, i) => make(made, i + 1, setting), x!)
  }

/** All places of each channel together. */
const global = (reduce: (x: tf.Tensor) => tf.Tensor, rank: number): Kind => ({
  rank,
  weights: noWeights,
  compute: ({ keepdims }, [x]) => {
    const [rows, channels] = [x!.shape[0]!, x!.shape.at(-1)!]
    const made = reduce(tf.reshape(x!, [rows, -1, channels]))
    return keepdims === true ? tf.reshape(made, [rows, ...x!.shape.slice(1, -1).map(() => 1), channels]) : made
  },
})
const mean = (x: tf.Tensor): tf.Tensor => tf.mean(x, 1)
const most = (x: tf.Tensor): tf.Tensor => tf.max(x, 1)

export const spaceKinds: Readonly<Record<string, Kind>> = {
  Cropping3D: {
    rank: 5,
    weights: noWeights,
    compute: eachAxis(
      ({ cropping }) => pairs(cropping ?? 1),
      (x, axis, [before, after]) => cut(x, axis, before, x.shape[axis]! - before - after),
    ),
  },
  GlobalAveragePooling1D: global(mean, 3),
  GlobalAveragePooling2D: global(mean, 4),
  GlobalAveragePooling3D: global(mean, 5),
  GlobalMaxPooling1D: global(most, 3),
  GlobalMaxPooling2D: global(most, 4),
  GlobalMaxPooling3D: global(most, 5),
  UpSampling3D: { rank: 5, weights: noWeights, compute: eachAxis(({ size }) => three(size ?? 2), repeated) },
  ZeroPadding3D: { rank: 5, weights: noWeights, compute: eachAxis(({ padding }) => pairs(padding ?? 1), padded) },
}
