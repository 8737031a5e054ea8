import type { Rules } from './rules.ts'

/** BatchNormalization in inference: (x - mean) / sqrt(variance + epsilon) * gamma + beta, for each channel of the last axis. */
export interface NormalizeOperation {
  readonly kind: 'normalize'
  readonly mean: Float32Array
  readonly variance: Float32Array
  readonly gamma: Float32Array | null
  readonly beta: Float32Array | null
  readonly epsilon: number
}

export const normalize: Rules<NormalizeOperation> = {
  layers: {
    BatchNormalization: (layer, [input]) => {
      const { axis, epsilon, scale, center } = layer.config
      const gamma = scale === true ? layer.weight('gamma') : null
      const beta = center === true ? layer.weight('beta') : null
      const mean = layer.weight('movingMean')
      const variance = layer.weight('movingVariance')
      const last = axis === -1 || axis === input!.length
      if (!last || typeof epsilon !== 'number' || mean === null || variance === null) return undefined
      return [{ kind: 'normalize', mean, variance, gamma, beta, epsilon }]
    },
  },
  evaluate: ({ mean, variance, gamma, beta, epsilon }, [x]) =>
    x!.values.map((value, i) => {
      const c = i % mean.length
      return ((value - mean[c]!) / Math.sqrt(variance[c]! + epsilon)) * (gamma?.[c] ?? 1) + (beta?.[c] ?? 0)
    }),
}
