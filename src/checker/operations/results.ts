import type { Certificate, Figures, Operation } from '../format/certificate.ts'
import { apply, worst } from '../functions/curves.ts'
import { demand } from '../demand.ts'
import { gamma, type Range, range, times, TINY, unknown } from '../numeric/bounds.ts'
import { sumOf } from '../numeric/sums.ts'

const { abs, max, min, fround, exp } = Math
const zero: Range = [0, 0, false]

/**
 * Softmax result `i`: e^d / sum e^d, d = x - max x. Subtracting moves d by at most 2^-24 of it, and so e^d by the share r, the
 * exponential's own error included, or, where d < -88, to anything below a; the sum and the quotient round a few times more. The largest's own
 * e^0 is exactly 1 and no other is more, so that the sum is at least 1 and no share is above 1.
 */
function softmax(group: number, i: number, x: readonly Range[], figures: Figures): Range {
  const { relative, absolute } = worst(figures, -Infinity, 0)
  const run = x.slice(i - (i % group), i - (i % group) + group)
  const far = min(88, max(...run.map(([, hi]) => hi)) - min(...run.map(([lo]) => lo)))
  const r = (1 + relative) * exp(far * 2 ** -23) - 1 + 2 ** -40
  const [a, rounded, [least, most]] = [absolute + 2 * TINY, gamma(group + 12), x[i]!]
  const share = (from: number, end: 0 | 1): number =>
    1 / run.reduce((others, other, k) => (k === i % group ? others : others + exp(other[end] - from)), 1)
  const lo = ((share(least, 1) * (1 - r) - a) / (1 + r + group * a)) * (1 - rounded) - 4 * a
  const hi = ((share(most, 0) * (1 + r) + a) / (1 - r - group * a)) * (1 + rounded) + 4 * a
  return r + group * a < 0.5 && run.every(([low, high, nan]) => !nan && high - low < Infinity)
    ? range(max(0, lo), min(1, hi))
    : unknown
}

/** @throws Rejection where there are none */
export function figureOf(figures: Certificate['figures'], name: string, parameter: number): Figures {
  const found = figures.find((one) => one.name === name && one.parameter === parameter)
  demand(found !== undefined, `it does not say how far ${name} is off`)
  return found.regions
}

/** Result `i` of an operation that is not affine, from what it reads. */
export function result(operation: Operation, i: number, x: readonly Range[], figures: Certificate['figures']): Range {
  switch (operation.kind) {
    case 'gather':
      return operation.taps[i] === -1 ? zero : x[operation.taps[i]!]!
    case 'elementwise': {
      const a = operation.parameter[i % operation.parameter.length]!
      const [lo, hi, nan] = x[i]!
      const made = apply(operation.name, a, lo, hi, figureOf(figures, operation.name, a))
      return nan || made.nan ? [made.least, made.most, true] : range(made.lo, made.hi)
    }
    case 'extremum': {
      const taps = operation.taps.subarray(i * operation.window, (i + 1) * operation.window).filter((tap) => tap !== -1)
      const [most, all] = [operation.mode === 'max' ? max : min, Array.from(taps, (tap) => x[tap]!)]
      if (all.length === 0 || all.some(([, , nan]) => nan)) return unknown
      const [lo, hi] = [most(...all.map(([low]) => low)), most(...all.map(([, high]) => high))]
      if (operation.exact) return [lo, hi, false]
      // Where subnormals count as zero, any of those there may come out.
      const [least, greatest] = [min(...all.map(([low]) => low)), max(...all.map(([, high]) => high))]
      if (operation.mode === 'max') return [abs(lo) < TINY ? max(least, -TINY) : lo, hi, false]
      return [lo, abs(hi) < TINY ? min(greatest, TINY) : hi, false]
    }
    case 'product': {
      let y = x[i]!
      for (let k = i + operation.size; k < x.length; k += operation.size) {
        const [lo, hi, nan] = times(y, x[k]!)
        y = nan ? unknown : range(fround(lo), fround(hi))
      }
      return y
    }
    case 'bilinear': {
      const { taps, window, filters, bias } = operation
      const [at, first] = [
        Math.floor(i / filters) * window,
        x.length - (window + (bias ? 1 : 0)) * filters + (i % filters),
      ]
      const parts = Array.from({ length: window }, (_, k) =>
        times(taps[at + k] === -1 ? zero : x[taps[at + k]!]!, x[first + k * filters]!),
      )
      return sumOf(bias ? [...parts, x[first + window * filters]!] : parts, window + (bias ? 1 : 0), false, 0)[0]
    }
    case 'softmax':
      return softmax(operation.group, i, x, figureOf(figures, 'exp', 0))
    default:
      return unknown
  }
}
