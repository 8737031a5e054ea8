import type { ElementwiseFunction, StraightName } from './elementwise.ts'

/** The float32 that kernels multiply by. */
const slope = Math.fround(0.2)
/** 0.5 / slope is no float64: it lies between these two. */
const edges: readonly [inner: number, outer: number] = [2.4999999627470975, 2.499999962747098]

const flat = (): number => 0
const rises = (): undefined => undefined

export const straight: Readonly<Record<StraightName, ElementwiseFunction>> = {
  relu: {
    value: (x) => Math.max(0, x),
    slope: (x) => (x >= 0 ? 1 : 0),
    breaks: () => [0],
    curvature: flat,
    turn: rises,
  },
  clippedRelu: {
    value: (x, limit) => Math.min(limit, Math.max(0, x)),
    slope: (x, limit) => (x >= 0 && x <= limit ? 1 : 0),
    breaks: (limit) => (limit === 0 ? [0] : [0, limit]),
    curvature: flat,
    turn: rises,
  },
  leakyRelu: {
    // Zero has the slope's sign, or an infinite x would turn a slope of 0 into NaN.
    value: (x, alpha) => (x < 0 ? (alpha === 0 ? 0 : alpha * x) : x),
    slope: (x, alpha) => (x >= 0 ? 1 : alpha),
    breaks: () => [0],
    curvature: flat,
    turn: (alpha) => (alpha < 0 ? 0 : undefined),
  },
  hardSigmoid: {
    value: (x) => {
      if (x >= edges[1]) return 1
      if (x <= -edges[1]) return 0
      // In two parts of at most 29 bits, whose products with the slope are exact: near -2.5 the sum cancels.
      const head = Math.fround(x)
      return slope * head + 0.5 + slope * (x - head)
    },
    slope: (x) => (Math.abs(x) <= edges[0] ? slope : 0),
    breaks: () => [-edges[1], -edges[0], edges[0], edges[1]],
    curvature: flat,
    turn: rises,
  },
}
