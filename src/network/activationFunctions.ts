export type StraightName = 'relu' | 'relu6' | 'hardSigmoid'
export type CurvedName = 'sigmoid' | 'tanh' | 'softplus'
export type ActivationName = StraightName | CurvedName

/**
 * Activations made of straight pieces, in float64: their float32 results follow from comparisons and at most two roundings.
 * `hardSigmoid` is Keras 2's: 0.2 x + 0.5 between 0 and 1.
 */
const straightFunctions: Readonly<Record<StraightName, (x: number) => number>> = {
  relu: (x: number): number => Math.max(0, x),
  relu6: (x: number): number => Math.min(6, Math.max(0, x)),
  hardSigmoid: (x: number): number => Math.min(1, Math.max(0, 0.2 * x + 0.5)),
}

/**
 * Activations with curves, in float64: their float32 results depend on each backend's own approximation and are measured.
 * Each is non-decreasing with a relative error below `curvedMargin`, also where its value is tiny: V8 computes `exp`,
 * `expm1`, `log1p` and `tanh` with fdlibm, whose errors are below 1 ulp. A test compares sigmoid and tanh with exact arithmetic.
 */
export const curvedFunctions: Readonly<Record<CurvedName, (x: number) => number>> = {
  sigmoid: (x: number): number => {
    // In both branches the exponential is at most 1, so that nothing cancels or overflows.
    if (x >= 0) return 1 / (1 + Math.exp(-x))
    const e = Math.exp(x)
    return e / (1 + e)
  },
  tanh: (x: number): number => Math.tanh(x),
  softplus: (x: number): number => (x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x))),
}

/** Bound of the relative error of every `curvedFunctions` value: 32 units in the last place, some ten times what fdlibm needs. */
export const curvedMargin: number = 2 ** -48

export const activationFunctions: Readonly<Record<ActivationName, (x: number) => number>> = {
  ...straightFunctions,
  ...curvedFunctions,
}
