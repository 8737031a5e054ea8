import { activationOf } from './activation.ts'
import { type Rules, sizeOf } from './rules.ts'
import { oneNumber, window1d, type Window1d } from './window1d.ts'

/** Keras' Conv1D on [steps, channels]: kernel[(k * channels + c) * filters + f]; positions outside the steps hold zeros. */
export interface Conv1dOperation extends Window1d {
  readonly kind: 'conv1d'
  readonly kernel: Float32Array
  readonly bias: Float32Array | null
  readonly channels: number
  readonly filters: number
}

export const conv1d: Rules<Conv1dOperation> = {
  layers: {
    Conv1D: (layer, [input], output) => {
      const { kernelSize, strides, dilationRate, padding, dataFormat } = layer.config
      const kernel = layer.weight('kernel')
      const bias = layer.weight('bias')
      const [steps, channels] = input!
      const sliding = window1d(steps!, {
        width: oneNumber(kernelSize),
        stride: oneNumber(strides),
        dilation: oneNumber(dilationRate),
        padding,
      })
      if (dataFormat !== 'channelsLast' || sliding === undefined || sliding.outputs !== output[0]) return undefined
      const { window } = sliding
      const filters = output[1]!
      if (kernel?.length !== window.width * channels! * filters) return undefined
      return [{ kind: 'conv1d', kernel, bias, channels: channels!, filters, ...window }, ...activationOf(layer)]
    },
  },
  evaluate: ({ kernel, bias, channels, filters, width, stride, dilation, padLeft, shape }, [x]) => {
    const steps = x!.shape[0]!
    const y = new Float64Array(sizeOf(shape))
    for (let step = 0; step < shape[0]!; step++) {
      for (let f = 0; f < filters; f++) {
        let sum = bias === null ? 0 : bias[f]!
        for (let k = 0; k < width; k++) {
          const at = step * stride + k * dilation - padLeft
          if (at < 0 || at >= steps) continue
          for (let c = 0; c < channels; c++)
            sum += x!.values[at * channels + c]! * kernel[(k * channels + c) * filters + f]!
        }
        y[step * filters + f] = sum
      }
    }
    return y
  },
}
