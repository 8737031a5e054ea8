import type { Affine, Certificate, Elementwise } from '../format/certificate.ts'
import { placesOf } from '../operations/affineBounds.ts'
import { spend } from '../budget.ts'
import { width } from '../format/checkNetwork.ts'

/** As inputs go on without end, like s t + O(1) with t growing, a number lies within [lo t, hi t] + O(1). */
export type Slope = readonly [lo: number, hi: number]

/** What curves that are not bounded tend to, on both sides. */
const rising = new Set(['relu', 'softplus', 'elu', 'swish', 'gelu', 'geluTanh', 'mish'])
const tendency = (name: string, a: number): Slope =>
  rising.has(name) ? [0, 1] : name === 'leakyRelu' ? [a, 1] : name === 'selu' ? [0, 1.0507009873554805] : [0, 0]

/** The slopes of the output's numbers in real arithmetic (Rockafellar 1970, section 8), from those of the inputs' numbers. */
export function outputSlopes(
  { network, backend, budget }: Certificate,
  inputs: readonly (readonly Slope[])[],
): readonly Slope[] {
  const all: Slope[][] = []
  for (const operation of network.operations) {
    spend(budget, operation.size * (2 + width(operation)))
    const x = operation.reads.flatMap((read) => all[read]!)
    const slope = (i: number): Slope => {
      if (operation.kind === 'input') return inputs[operation.input]![i]!
      const isKnown = operation.kind !== 'opaque' && !operation.faultyOn.includes(backend)
      if (isKnown && (operation.kind === 'softmax' || x.every(([lo, hi]) => lo === 0 && hi === 0))) return [0, 0]
      if (isKnown && operation.kind === 'gather') return operation.taps[i] === -1 ? [0, 0] : x[operation.taps[i]!]!
      if (isKnown && operation.kind === 'extremum') {
        const taps = operation.taps.subarray(i * operation.window, (i + 1) * operation.window).filter((tap) => tap >= 0)
        const most = operation.mode === 'max' ? Math.max : Math.min
        return [most(...Array.from(taps, (tap) => x[tap]![0])), most(...Array.from(taps, (tap) => x[tap]![1]))]
      }
      if (isKnown && operation.kind === 'affine') return sumOf(movedBy(operation, i, x))
      if (isKnown && operation.kind === 'elementwise') return sumOf([bent(operation, i, x[i]!)])
      return [-Infinity, Infinity]
    }
    all.push(Array.from({ length: operation.size }, (_, i) => slope(i)))
  }
  return all[network.output]!
}

/** What the numbers that an affine result reads add to its slope, times their weights. */
function movedBy(operation: Affine, i: number, x: readonly Slope[]): Slope[] {
  const { tap, weight } = placesOf(operation, i)
  const { taps, kernel, filters, window } = operation
  const places = Array.from({ length: window }, (_, k) => k).filter((k) => taps[tap + k] !== -1)
  return places.map((k) => {
    const [w, [lo, hi]] = [kernel[weight + k * filters]!, x[taps[tap + k]!]!]
    return w > 0 ? [times(w, lo, -1), times(w, hi, 1)] : [times(w, hi, -1), times(w, lo, 1)]
  })
}

/** What a curve makes of a slope: between slopes of both signs lies 0, which stays 0. */
function bent({ name, parameter }: Elementwise, i: number, [lo, hi]: Slope): Slope {
  const [left, right] = tendency(name, parameter[i % parameter.length]!)
  const ends = (side: 1 | -1): number[] =>
    [lo, hi, Math.max(lo, Math.min(hi, 0))].map((s) => times(s < 0 ? left : right, s, side))
  return [Math.min(...ends(-1)), Math.max(...ends(1))]
}

/** A product, no less (side 1) or no more than it is, should it underflow; 0 only where it is. */
function times(a: number, b: number, side: 1 | -1): number {
  return a === 0 || b === 0 ? a * b : a * b + side * Number.MIN_VALUE
}

/** The sum of slopes, rounded outwards: what is 0 stays 0. */
function sumOf(parts: readonly Slope[]): Slope {
  let [lo, hi, below, above] = [0, 0, 0, 0]
  for (const [low, high] of parts) {
    lo += low
    hi += high
    below += Math.abs(low)
    above += Math.abs(high)
  }
  const lost = (parts.length + 4) * 2 ** -52
  return [lo - lost * below, hi + lost * above]
}
