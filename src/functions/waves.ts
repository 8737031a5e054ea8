import type { ElementwiseFunction, Shape } from './elementwiseFunction.ts'
import { type ElementwiseError, withNaN } from './errors/elementwiseError.ts'
import { measuredError } from './errors/measured.ts'
import { nowhere } from './shapes.ts'

/** Past this float64 does not say well where waves turn. */
const far = 2 ** 20
/** In half waves: more than where waves turn is off up to there, 2^-30. */
const near = 2 ** -28

/**
 * Turns of a wave that is largest or least at `first` and each half wave from it. Of a whole wave, or far out, both are
 * named, whether they lie within or not.
 */
function turnsFrom(first: number): Shape['turns'] {
  const both = [first, first + Math.PI]
  return (lo, hi) => {
    if (!(hi - lo < 2 * Math.PI && -lo < far && hi < far)) return lo === hi && Number.isFinite(lo) ? [] : both
    const turns: number[] = []
    const last = Math.floor((hi - first) / Math.PI + near)
    for (let k = Math.ceil((lo - first) / Math.PI - near); k <= last; k++) turns.push(first + k * Math.PI)
    return turns
  }
}

/** An infinite number has no angle. */
const errorOf =
  (name: 'sin' | 'cos'): ElementwiseFunction['error'] =>
  (_, backend, lo, hi): ElementwiseError => {
    const found = measuredError(name, backend, lo, hi)
    const isFinite = lo > -Infinity && hi < Infinity
    return isFinite ? withNaN(found, false) : { ...found, relative: 0, absolute: Infinity, nan: true }
  }

/** sin or cos: `first` is where it is largest. */
export function wave(name: 'sin' | 'cos', first: number, slope: Shape['slope']): ElementwiseFunction {
  const value = Math[name]
  const turns = turnsFrom(first)
  return {
    activations: {},
    operator: undefined,
    value: (x) => value(x),
    margin: 'of F(x)',
    slope,
    breaks: nowhere,
    // F'' is -F.
    curvature: (lo, hi) =>
      turns(lo, hi, 0).length > 0
        ? 1
        : Math.max(Math.abs(value(lo)), Math.abs(value(hi))) * (1 + 2 ** -30) + 2 ** -1022,
    turns,
    ends: () => [0, 0],
    lipschitz: () => 1,
    kernel: (x, _, tf) => tf[name](x),
    ways: { parameter: 0, compute: (tf) => [(x) => tf[name](x)] },
    measured: [name],
    error: errorOf(name),
  }
}
