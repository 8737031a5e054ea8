import { type ReluNetwork, type Layer, RELU_ERROR } from './readReluNetwork.ts'

/**
 * What is known of one layer on a box, and what backward passes read of it: its active results alone, those whose relu
 * may be open.
 */
export interface Active {
  /** Bounds of all results, before the relu. */
  readonly lo: Float64Array
  readonly hi: Float64Array
  /**
   * Of active results: which they are, where the weights of active numbers that each reads begin in `weights`, biases,
   * errors.
   */
  count: number
  readonly places: Int32Array
  readonly starts: Int32Array
  readonly weights: Float64Array
  readonly bias: Float64Array
  readonly errors: Float64Array
  /** Lines above and below the relu: slopes and intercepts. */
  readonly above: readonly [slope: Float64Array, intercept: Float64Array]
  readonly below: readonly [slope: Float64Array, intercept: Float64Array]
}

/** The arrays for one box after the other. */
export interface Space {
  readonly network: ReluNetwork
  readonly layers: readonly Active[]
  /** Of what the next layer reads: the middles, half the widths, and the largest sizes. */
  readonly middle: Float64Array
  readonly radius: Float64Array
  readonly most: Float64Array
  /** Two matrices of forms, row after row, `stride` apart, and their constants. */
  readonly rows: [Float64Array, Float64Array]
  readonly stride: number
  readonly constants: Float64Array
  /** Multiplications so far. */
  steps: number
}

/** Numbers that are multiplied at once. */
const WIDE = 4
const padded = (count: number): number => Math.ceil(count / WIDE) * WIDE

export function newSpace(network: ReluNetwork): Space {
  const stride = padded(Math.max(network.width, ...network.layers.map(({ size }) => size)))
  const forms = Math.max(...network.outputs.map((own) => own.length))
  const most = Math.max(2 * stride, forms) + 2
  return {
    network,
    layers: network.layers.map(newActive),
    middle: new Float64Array(stride),
    radius: new Float64Array(stride),
    most: new Float64Array(stride),
    rows: [new Float64Array(most * stride), new Float64Array(most * stride)],
    stride,
    constants: new Float64Array(most),
    steps: 0,
  }
}

function newActive({ size, reads }: Layer): Active {
  const numbers = (): Float64Array => new Float64Array(size)
  return {
    lo: numbers(),
    hi: numbers(),
    count: 0,
    places: new Int32Array(size),
    starts: new Int32Array(size),
    weights: new Float64Array(size * reads + WIDE),
    bias: numbers(),
    errors: numbers(),
    above: [numbers(), numbers()],
    below: [numbers(), numbers()],
  }
}

/**
 * The lines of relu for active result `n` on [lo, hi], hi > 0: on it where it is straight, else the chord above and 0
 * or x below, whichever is nearer in the middle (CROWN, Zhang et al. 2018). `share` of their sizes pays for all
 * roundings of float64.
 */
export function setLines({ above, below }: Active, n: number, lo: number, hi: number, share: number): void {
  const slope = lo >= 0 ? 1 : hi / (hi - lo)
  const lower = hi > -lo ? 1 : 0
  const size = Math.max(-lo, hi)
  above[0][n] = slope
  // At both ends on the relu or above it.
  above[1][n] = (lo >= 0 ? 0 : Math.max(-slope * lo, hi - slope * hi)) + 2 * share * hi + 2 * RELU_ERROR
  below[0][n] = lower
  below[1][n] = -2 * (share * lower * size + RELU_ERROR)
}
