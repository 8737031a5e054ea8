/** Numbers that results are weighed by. */
export type Weights = Float32Array | Float64Array

/** The weights of sums are float32, and kept as such: they take half the memory. */
export function keptWeights(weights: Float64Array, rounding: { readonly kind: string } | undefined): Weights {
  if (rounding?.kind !== 'sum') return weights
  const kept = Float32Array.from(weights)
  return kept.every((weight, i) => Object.is(weight, weights[i])) ? kept : weights
}
