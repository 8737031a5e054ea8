import type { Settings } from '../layers/keras/kerasReader.ts'
import type { LayerView, Shape } from '../layers/layer.ts'
import type { Known } from '../onnx/reading/known.ts'
import type { LayerCalls } from './compose.ts'

/** A `KerasLayer` of some kind on its way into a network. */
export interface KerasUse {
  readonly layer: LayerView
  readonly settings: Settings
  readonly calls: LayerCalls
}

/** Makes one use of it of what its kernels compute; undefined: cannot. */
export type ComposeKeras = (use: KerasUse, inputs: readonly Known[]) => Known | undefined

/** One of its weights, in the shape in which it meets what is computed; undefined for one that is not its own. */
export function weightIn({ layer, calls }: KerasUse, name: string, shape: Shape, as: Shape = shape): Known | undefined {
  const values = layer.weight(name, shape)
  return values?.every(Number.isFinite) ? calls.known([...values], 'float32', as) : undefined
}
