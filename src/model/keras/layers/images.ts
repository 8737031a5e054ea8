import { tf } from '../../../backend/tf.ts'
import { brief } from '../../../files/brief.ts'
import { grown, type Kind, noWeights, one, type Settings, two } from './kind.ts'
import { cut } from './space.ts'

/** Lengths of rows and columns. */
type Size = readonly [number, number]

/** What becomes of an axis: a part of it, made so long by a matrix [part, wanted]; null where it stays so long. */
export interface Resized {
  readonly from: number
  readonly length: number
  readonly wanted: number
  readonly matrix: Float32Array | null
}

const { fround } = Math

/** Weights [length, wanted] of what lies at half pixels, as TensorFlow finds its places in float32. */
function matrixOf(length: number, wanted: number, isNearest: boolean): Float32Array {
  grown(length, wanted)
  const scale = fround(length / wanted)
  const matrix = new Float32Array(length * wanted)
  for (let i = 0; i < wanted; i++) {
    if (isNearest) {
      matrix[Math.min(Math.floor(fround((i + 0.5) * scale)), length - 1) * wanted + i] = 1
      continue
    }
    const at = fround(fround((i + 0.5) * scale) - 0.5)
    const share = fround(at - Math.floor(at))
    const low = Math.max(Math.floor(at), 0)
    const high = Math.min(Math.ceil(at), length - 1)
    matrix[low * wanted + i]! += 1 - share
    matrix[high * wanted + i]! += share
  }
  return matrix
}

function resized(from: number, length: number, wanted: number, isNearest: boolean): Resized {
  return { from, length, wanted, matrix: length === wanted ? null : matrixOf(length, wanted, isNearest) }
}

/** The largest part in the middle that has the ratio of what is wanted. */
function inRatio([rows, columns]: Size, [height, width]: Size): [from: Size, size: Size] {
  const fit = (length: number, other: number, wanted: number, otherWanted: number): number =>
    Math.max(1, Math.min(length, Math.trunc((other * wanted) / otherWanted)))
  const size: Size = [fit(rows, columns, height, width), fit(columns, rows, width, height)]
  return [[Math.trunc((rows - size[0]) / 2), Math.trunc((columns - size[1]) / 2)], size]
}

/** What becomes of rows and columns. @throws Error for settings that are not computed here */
export function resizedAxes(kind: string, settings: Settings, [rows, columns]: Size): [Resized, Resized] {
  const mode = settings['interpolation'] ?? (kind === 'UpSampling2D' ? 'nearest' : 'bilinear')
  if (mode !== 'nearest' && mode !== 'bilinear')
    throw new Error(
      `its interpolation is ${brief(JSON.stringify(mode), 60)}, and only nearest and bilinear are computed`,
    )
  const size = two(settings['size'] ?? 2)
  const wanted: Size =
    kind === 'UpSampling2D'
      ? [rows * size[0], columns * size[1]]
      : [one(settings['height'], NaN), one(settings['width'], NaN)]
  if (!wanted.every((length) => length >= 1)) throw new Error(`its size is ${wanted.join(' by ')}`)
  const isCrop = kind === 'CenterCrop' && rows >= wanted[0] && columns >= wanted[1]
  const [from, part]: [Size, Size] = isCrop
    ? [[Math.trunc((rows - wanted[0]) / 2), Math.trunc((columns - wanted[1]) / 2)], wanted]
    : kind === 'CenterCrop' || settings['cropToAspectRatio'] === true
      ? inRatio([rows, columns], wanted)
      : [
          [0, 0],
          [rows, columns],
        ]
  const axis = (i: 0 | 1): Resized => resized(from[i], part[i], wanted[i], mode === 'nearest')
  return [axis(0), axis(1)]
}

function resize(x: tf.Tensor, axis: number, { from, length, wanted, matrix }: Resized): tf.Tensor {
  const part = cut(x, axis, from, length)
  if (matrix === null) return part
  grown(wanted, part.size / length / x.shape[0]!)
  const order = [0, 1, 2, 3].filter((other) => other !== axis)
  const turned = tf.transpose(part, [...order, axis])
  const made = tf.matMul(tf.reshape(turned, [-1, length]) as tf.Tensor2D, tf.tensor2d(matrix, [length, wanted]))
  const back = [0, 1, 2, 3].map((other) => [...order, axis].indexOf(other))
  return tf.transpose(tf.reshape(made, [...turned.shape.slice(0, 3), wanted]), back)
}

const image = (kind: string): Kind => ({
  rank: 4,
  weights: noWeights,
  compute: (settings, [x]) => {
    const [rows, columns] = resizedAxes(kind, settings, x!.shape.slice(1, 3) as [number, number])
    return resize(resize(x!, 1, rows), 2, columns)
  },
})

export const imageKinds: Readonly<Record<string, Kind>> = {
  CenterCrop: image('CenterCrop'),
  Resizing: image('Resizing'),
  UpSampling2D: image('UpSampling2D'),
}
