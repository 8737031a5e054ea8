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
      const weights = layer.weights()
      const gamma = scale === true ? (weights.shift() ?? null) : null
      const beta = center === true ? (weights.shift() ?? null) : null
      const [mean, variance] = weights
      const last = axis === -1 || axis === input!.length
      if (!last || typeof epsilon !== 'number' || mean === undefined || variance === undefined) return undefined
      return [{ kind: 'normalize', mean, variance, gamma, beta, epsilon }]
    },
  },
  evaluate: ({ mean, variance, gamma, beta, epsilon }, [x]) =>
    x!.values.map((value, i) => {
      const c = i % mean.length
      return ((value - mean[c]!) / Math.sqrt(variance[c]! + epsilon)) * (gamma?.[c] ?? 1) + (beta?.[c] ?? 0)
    }),
}
