import type { KernelCalls } from '../kernelCalls.ts'
import type { LayerView, Part, Shape } from '../layers/layer.ts'
import type { Known } from '../onnx/reading/known.ts'

/** What a layer may be made of. */
export interface LayerCalls extends KernelCalls {
  /** What these operations of a layer make of tensors, each reading the one before and the first the inputs. */
  apply(parts: readonly Part[], inputs: readonly Known[], shape: Shape): Known
  /** @throws TimeUp when reading takes too long */
  checkTime(): void
}

/**
 * Makes one use of a layer of what tf.js' kernels compute, for a batch of one row; undefined: cannot. Kernels are those
 * that the layer's code calls, in its order.
 */
export type ComposeLayer = (
  layer: LayerView,
  calls: LayerCalls,
  inputs: readonly Known[],
  output: Shape,
) => Known | undefined

/** Composers by the class name of the layers they read. */
export type Composers = Readonly<Record<string, ComposeLayer>>
