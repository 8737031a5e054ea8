import type { BackendName } from '../backend/name.ts'
import type { Network, Operation } from './network.ts'

/**
 * Does tf.js 4.22 on this backend compute something else here than the layer means? Then nothing is known of the result.
 *
 * On wasm, a convolution with padding `same` whose windows leave steps out (its strides are longer than the window, and the last window ends
 * before the last step) sees padding only, and results in its bias: XNNPACK takes the negative number of zeros to pad for a
 * huge one. Windows of one step are spared. Found by comparing the backends on every small shape; no other kernel differed.
 */
export function kernelFault(network: Network, operation: Operation, backend: BackendName): boolean {
  if (backend !== 'wasm' || operation.kind !== 'conv1d' || operation.padding !== 'same') return false
  const { width, stride, dilation, shape } = operation
  const steps = network.operations[operation.reads[0]!]!.shape[0]!
  return width > 1 && (shape[0]! - 1) * stride + (width - 1) * dilation + 1 < steps
}
