import type { tf } from '../backend/tf.ts'
import { gather, type Part } from './layers/layer.ts'

/** The input that holds all weights of a model, flat, and where each begins in it. */
export interface WeightsRead {
  readonly operation: number
  readonly offsets: ReadonlyMap<tf.LayerVariable, number>
}

/**
 * An affine operation of a layer with kernel and bias, made one that reads them: `own` gathers them from all weights,
 * and `bilinear` reads the layer's input and them.
 */
export function readingWeights(
  part: Extract<Part, { kind: 'affine' }>,
  layer: tf.layers.Layer,
  { offsets }: WeightsRead,
): { own: Part; bilinear: Part } {
  const { size, taps, positions, window, filters, faultyOn = [] } = part
  const bias = part.bias !== null
  const inKernel = window * filters
  // Its reader has found them to be the layer's own.
  const own = layer as tf.layers.Layer & Readonly<Record<'kernel' | 'bias', tf.LayerVariable | null>>
  const [kernelAt, biasAt] = [own.kernel, own.bias].map((variable) => offsets.get(variable!)!)
  return {
    own: gather(inKernel + (bias ? filters : 0), (i) => (i < inKernel ? kernelAt! + i : biasAt! + i - inKernel)),
    bilinear: { kind: 'bilinear', size, taps, positions, window, filters, bias, faultyOn },
  }
}
