import type { tf } from '../../../backend/tf.ts'
import { brief } from '../../../files/brief.ts'
import { checkNumbers } from '../../layerSizes.ts'

/** A layer's settings, as tf.js spells them. */
export type Settings = Readonly<Record<string, unknown>>

/** A weight, in the order in which Keras keeps them. */
export interface WeightOf {
  /** As Keras names it, with the layer in front that holds it, if it is one inside. */
  readonly name: string
  /** Where files keep the layer inside that holds it. */
  readonly within?: string
  readonly shape: readonly number[]
  readonly trainable?: false
}

/** A layer of Keras that tf.js has not, or has with fewer settings. */
export interface Kind {
  /** Dimensions that each input has, the batch among them, where no others will do: kernels do not look. */
  readonly rank?: number
  /** Of inputs of these shapes, without the batch dimension. */
  weights(settings: Settings, shapes: readonly (readonly number[])[]): readonly WeightOf[]
  /** Of a batch of rows of each input. Whoever calls it disposes of what is made on the way. */
  compute(settings: Settings, inputs: readonly tf.Tensor[], weights: readonly tf.Tensor[]): tf.Tensor
}

export const noWeights = (): [] => []

/** The one number of a setting that may be written as a list of one. */
export function one(value: unknown, otherwise = 1): number {
  const [first = otherwise] = [value ?? otherwise].flat()
  return whole(first)
}

/** The two numbers of a setting that is written as one or two. */
export function two(value: unknown): [number, number] {
  const [first, second] = [value].flat()
  return [whole(first), whole(second ?? first)]
}

function whole(value: unknown): number {
  if (!Number.isInteger(value) || (value as number) < 0)
    throw new Error(`a setting is ${brief(String(value), 60)} where a whole number is due that is not negative`)
  return value as number
}

/** A length that a setting makes of another, before so many numbers are made. @throws Error where nobody has room */
export function grown(length: number, channels: number): number {
  checkNumbers(length * channels, 'by a setting of one layer')
  return length
}

/** @throws Error for windows that fit nowhere, of which kernels in WebAssembly make what is not theirs */
export function checkWindows(
  lengths: readonly number[],
  { sizes, dilations, pad }: { sizes: readonly number[]; dilations: readonly number[]; pad: 'same' | 'valid' },
): void {
  const spans = sizes.map((size, i) => (size - 1) * dilations[i]! + 1)
  if (sizes.includes(0) || (pad === 'valid' && spans.some((span, i) => span > lengths[i]!)))
    throw new Error(`windows of ${spans.join(' by ')} do not fit into ${lengths.join(' by ')}`)
}
