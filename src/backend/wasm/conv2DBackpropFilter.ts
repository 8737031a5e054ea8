import { tf } from '../tf.ts'

interface Attributes {
  strides: [number, number] | number
  pad: 'valid' | 'same' | number | tf.backend_util.ExplicitPadding
  dimRoundingMode?: 'floor' | 'round' | 'ceil'
  filterShape: [number, number, number, number]
}

/**
 * Gives the wasm backend the one kernel that training a convolution needs and tfjs-backend-wasm 4.22.0 lacks: the
 * gradient of a 2D convolution (a 1D one is a 2D one of height 1) with respect to its filter. Registers it once.
 */
export function registerConv2DBackpropFilter(): void {
  if (tf.getKernel(tf.Conv2DBackpropFilter, 'wasm') !== undefined) return
  tf.registerKernel({
    kernelName: tf.Conv2DBackpropFilter,
    backendName: 'wasm',
    kernelFunc: ({ inputs, attrs }) =>
      conv2DBackpropFilter(inputs['x'] as tf.Tensor4D, inputs['dy'] as tf.Tensor4D, attrs as unknown as Attributes),
  })
}

/**
 * dfilter[r, c] = sum over batch and output positions (i, j) of x[i * stride + r, j * stride + c]^T dy[i, j]: one
 * product of two matrices, the patches of the zero-padded x that each output position sees, and dy.
 * Data is NHWC, the only format of wasm's convolution; dilations are 1, the only ones that tfjs differentiates.
 */
function conv2DBackpropFilter(x: tf.Tensor4D, dy: tf.Tensor4D, attributes: Attributes): tf.Tensor {
  const { strides, pad, dimRoundingMode, filterShape } = attributes
  const conv = tf.backend_util.computeConv2DInfo(x.shape, filterShape, strides, 1, pad, dimRoundingMode)
  const { batchSize, outHeight, outWidth, strideHeight, strideWidth, filterHeight, filterWidth } = conv
  const { top, left } = conv.padInfo
  // How far the last window reaches; input that no window covers is never sliced.
  const reach = {
    rows: (outHeight - 1) * strideHeight + filterHeight,
    columns: (outWidth - 1) * strideWidth + filterWidth,
  }
  const bottom = Math.max(0, reach.rows - top - conv.inHeight)
  const right = Math.max(0, reach.columns - left - conv.inWidth)
  return tf.tidy(() => {
    const padded = tf.pad4d(x, [
      [0, 0],
      [top, bottom],
      [left, right],
      [0, 0],
    ])
    const patches: tf.Tensor4D[] = []
    for (let row = 0; row < filterHeight; row++) {
      for (let column = 0; column < filterWidth; column++) {
        const end = [row + reach.rows - filterHeight + 1, column + reach.columns - filterWidth + 1]
        patches.push(
          tf.stridedSlice(
            padded,
            [0, row, column, 0],
            [batchSize, ...end, conv.inChannels],
            [1, strideHeight, strideWidth, 1],
          ) as tf.Tensor4D,
        )
      }
    }
    const positions = batchSize * outHeight * outWidth
    const seen = tf.reshape(tf.concat4d(patches, 3), [positions, -1])
    return tf.reshape(tf.matMul(seen, tf.reshape(dy, [positions, conv.outChannels]), true), filterShape)
  })
}
