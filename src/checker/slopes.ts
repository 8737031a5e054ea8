import type { Affine, Certificate } from './certificate.ts'
import { placesOf } from './affineRange.ts'
import { spend } from './budget.ts'
import { width } from './network.ts'

/** As inputs go on without end, like s t + O(1) with t growing, a number lies within [lo t, hi t] + O(1). */
export type Slope = readonly [lo: number, hi: number]

/** What curves that are not bounded tend to, on both sides. */
const rising = new Set(['relu', 'softplus', 'elu', 'swish', 'gelu', 'geluTanh'])
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
      const parts: number[][] = []
      if (isKnown && operation.kind === 'affine') parts.push(...movedBy(operation, i, x))
      else if (isKnown && operation.kind === 'elementwise') {
        const [left, right] = tendency(operation.name, operation.parameter[i % operation.parameter.length]!)
        const [lo, hi] = x[i]!
        parts.push([lo, hi, Math.max(lo, Math.min(hi, 0))].map((s) => (s < 0 ? left : right) * s))
      } else return [-Infinity, Infinity]
      const sum = (pick: (...values: number[]) => number) => parts.reduce((total, values) => total + pick(...values), 0)
      const lost = (parts.length + 4) * 2 ** -52 * sum((...values) => Math.max(...values.map(Math.abs)))
      return [sum(Math.min) - lost, sum(Math.max) + lost]
    }
    all.push(Array.from({ length: operation.size }, (_, i) => slope(i)))
  }
  return all[network.output]!
}

/** What the numbers that an affine result reads add to its slope, times their weights. */
function movedBy(operation: Affine, i: number, x: readonly Slope[]): number[][] {
  const { tap, weight } = placesOf(operation, i)
  const { taps, kernel, filters, window } = operation
  const places = Array.from({ length: window }, (_, k) => k).filter((k) => taps[tap + k] !== -1)
  return places.map((k) => x[taps[tap + k]!]!.map((s) => kernel[weight + k * filters]! * s))
}
