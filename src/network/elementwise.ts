/** Functions of one number that networks apply to each: see `elementwiseFunctions`. */
export type ElementwiseName = StraightName | CurvedName

/** Made of straight pieces: float32 results follow from comparisons and at most two roundings. */
export type StraightName =
  | 'relu'
  /** min(max(x, 0), parameter), a float32; relu6 and ReLU layers with a limit. */
  | 'clippedRelu'
  /**
   * x where x >= 0, parameter * x elsewhere: LeakyReLU, whose parameter some kernels round to float32, and PReLU. Native
   * computes PReLU as relu(x) + parameter (x - |x|) / 2: where 2 x or 2 parameter x overflows, or x is infinite, it differs, to NaN even.
   */
  | 'leakyRelu'
  /** Keras 2's: 0.2 x + 0.5 between 0 and 1, with the float32 nearest to 0.2. */
  | 'hardSigmoid'

/** With curves: float32 results depend on each backend's own approximation, or on how several operations round. */
export type CurvedName =
  | 'sigmoid'
  | 'tanh'
  | 'softplus'
  /** x / (1 + |x|) */
  | 'softsign'
  /** x where x >= 0, parameter * (e^x - 1) elsewhere. */
  | 'elu'
  /** 1.0507... times elu with parameter 1.6732... (Klambauer et al. 2017). */
  | 'selu'
  /** x * sigmoid(x) */
  | 'swish'
  /** x / 2 * (1 + erf(x / sqrt 2)) */
  | 'gelu'
  /** x / 2 * (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))) */
  | 'geluTanh'

/** The real function F behind an elementwise operation, and what relaxations need to know of its shape. */
export interface ElementwiseFunction {
  /**
   * F(x) in float64; off by at most `elementwiseMargin * |F(x)|` (or 2^-1022), and for gelu and geluTanh by
   * `elementwiseMargin * |x|`. At infinities the limit, though kernels may compute NaN there; NaN gives NaN.
   */
  value(x: number, parameter: number): number
  /** F'(x), roughly: slopes are chosen by it, nothing rests on it. At a break either side's. */
  slope(x: number, parameter: number): number
  /** Where F' jumps, in increasing order. Where that is no float64, both its neighbours: no number lies between those. */
  breaks(parameter: number): readonly number[]
  /** A bound of |F''| over [lo, hi] off the breaks, rounded upwards; 0 where F is straight. */
  curvature(lo: number, hi: number, parameter: number): number
  /** Where F stops falling and starts to rise, rounded; undefined where F never falls. */
  turn(parameter: number): number | undefined
}
