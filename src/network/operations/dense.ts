import { activationOf } from './activation.ts'
import { type Rules, sizeOf } from './rules.ts'

/** y[..., o] = sum_i x[..., i] * kernel[i * units + o] + bias[o], over the last axis. */
export interface DenseOperation {
  readonly kind: 'dense'
  readonly kernel: Float32Array
  readonly bias: Float32Array | null
  readonly units: number
}

export const dense: Rules<DenseOperation> = {
  layers: {
    Dense: (layer, [input], output) => {
      const kernel = layer.weight('kernel')
      const bias = layer.weight('bias')
      const units = output.at(-1)
      if (kernel === null || units === undefined || kernel.length !== input!.at(-1)! * units) return undefined
      return [{ kind: 'dense', kernel, bias, units }, ...activationOf(layer)]
    },
  },
  evaluate: ({ kernel, bias, units, shape }, [x]) => {
    const width = kernel.length / units
    const y = new Float64Array(sizeOf(shape))
    for (let row = 0; row < y.length / units; row++) {
      for (let o = 0; o < units; o++) {
        let sum = bias === null ? 0 : bias[o]!
        for (let i = 0; i < width; i++) sum += x!.values[row * width + i]! * kernel[i * units + o]!
        y[row * units + o] = sum
      }
    }
    return y
  },
}
