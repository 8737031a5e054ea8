import type { Rules } from './rules.ts'

/** Mean or maximum over the steps: [steps, channels] to [channels]. */
export interface GlobalPoolOperation {
  readonly kind: 'globalPool'
  readonly mode: 'average' | 'max'
}

export const globalPool: Rules<GlobalPoolOperation> = {
  layers: {
    GlobalAveragePooling1D: () => [{ kind: 'globalPool', mode: 'average' }],
    GlobalMaxPooling1D: () => [{ kind: 'globalPool', mode: 'max' }],
  },
  evaluate: ({ mode, shape }, [x]) => {
    const [steps, channels] = x!.shape as [number, number]
    const y = new Float64Array(shape[0]!).fill(mode === 'max' ? -Infinity : 0)
    for (let step = 0; step < steps; step++) {
      for (let c = 0; c < channels; c++) {
        const value = x!.values[step * channels + c]!
        y[c] = mode === 'max' ? Math.max(y[c]!, value) : y[c]! + value
      }
    }
    return mode === 'max' ? y : y.map((sum) => sum / steps)
  },
}
