import { type Rules, sizeOf } from './rules.ts'
import { oneNumber, window1d, type Window1d } from './window1d.ts'

/** Mean or maximum over a window of steps, of those only that exist: padding counts for nothing. */
export interface Pool1dOperation extends Window1d {
  readonly kind: 'pool1d'
  readonly mode: 'average' | 'max'
}

const reader =
  (mode: Pool1dOperation['mode']): Rules<Pool1dOperation>['layers'][string] =>
  ({ config }, [input], output) => {
    const sliding = window1d(input![0]!, {
      width: oneNumber(config['poolSize']),
      stride: oneNumber(config['strides']),
      dilation: 1,
      padding: config['padding'],
    })
    if (sliding === undefined || sliding.outputs !== output[0]) return undefined
    return [{ kind: 'pool1d', mode, ...sliding.window }]
  }

export const pool1d: Rules<Pool1dOperation> = {
  layers: { AveragePooling1D: reader('average'), MaxPooling1D: reader('max') },
  evaluate: ({ mode, width, stride, padLeft, shape }, [x]) => {
    const [steps, channels] = x!.shape as [number, number]
    const y = new Float64Array(sizeOf(shape))
    for (let step = 0; step < shape[0]!; step++) {
      const first = Math.max(0, step * stride - padLeft)
      const end = Math.min(steps, step * stride - padLeft + width)
      for (let c = 0; c < channels; c++) {
        let result = mode === 'max' ? -Infinity : 0
        for (let at = first; at < end; at++) {
          const value = x!.values[at * channels + c]!
          result = mode === 'max' ? Math.max(result, value) : result + value
        }
        y[step * channels + c] = mode === 'max' ? result : result / (end - first)
      }
    }
    return y
  },
}
