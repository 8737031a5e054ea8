import { activationOf } from './activations.ts'
import { type Readers, sizeOf } from './layer.ts'
import { inOrder } from '../../operations/affine/taps.ts'

/** y[..., o] = sum_i x[..., i] * kernel[i, o] + bias[o], over the last axis. */
export const dense: Readers = {
  Dense: (layer, [input], output) => {
    const filters = output.at(-1)
    const window = input!.at(-1)!
    if (filters === undefined) return undefined
    const kernel = layer.kernel('kernel', [window, filters])
    const bias = layer.weight('bias', [filters])
    if (!kernel || bias === undefined || (bias !== null) !== layer.config['useBias']) return undefined
    const size = sizeOf(output)
    return [
      {
        kind: 'affine',
        size,
        taps: inOrder(window),
        kernel,
        bias,
        positions: size / filters,
        window,
        filters,
        groups: 1,
        rounding: { kind: 'sum' },
      },
      ...activationOf(layer, output),
    ]
  },
}
