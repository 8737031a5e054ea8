import type { tf } from '../../../backend/tf.ts'
import { currentBackend } from '../../../backend/useBackend.ts'
import { OvershootError } from '../../../errors.ts'
import { onceFor } from '../../../onceFor.ts'
import { OnnxLayer } from '../onnxLayer.ts'

/** Layers that compute nothing: they name inputs, and put outputs together. */
const passing = new Set(['Concatenate', 'Flatten', 'InputLayer', 'Reshape'])

/** A layer that TensorFlow.js would compute in ONNX Runtime's name. */
const stranger = onceFor((model: tf.LayersModel): { readonly layer: tf.layers.Layer | undefined } => ({
  layer: model.layers.find((layer) => !(layer instanceof OnnxLayer) && !passing.has(layer.getClassName())),
}))

/**
 * Does the backend in use compute all of the model? ONNX Runtime runs ONNX files only.
 * @throws MODEL_INVALID
 */
export function checkRuns(model: tf.LayersModel): void {
  if (currentBackend() !== 'onnxruntime') return
  const { layer } = stranger(model)
  if (layer === undefined) return
  throw new OvershootError(
    'MODEL_INVALID',
    `the backend onnxruntime runs ONNX files only, and the layer ${layer.name} (${layer.getClassName()}) is none: ` +
      'native, wasm and cpu run it',
  )
}
