/** Where a value stands in a drawing. */
export type Scale = (value: number) => number

/** The line through (lo, from) and (hi, to); lo < hi, both finite. */
export function linearScale(lo: number, hi: number, from: number, to: number): Scale {
  // Halves keep the widest ranges from overflowing; the narrowest would lose their last bits.
  const unit = Number.isFinite(hi - lo) ? 1 : 0.5
  const width = hi * unit - lo * unit
  return (value) => from + ((value * unit - lo * unit) / width) * (to - from)
}

/** Steps people count in: 1, 2 or 5 times a power of ten, so that at most `most` of them fit between `lo` and `hi`. */
export function niceStep(lo: number, hi: number, most: number): number {
  const rough = hi / most - lo / most || Number.MIN_VALUE
  const power = Math.floor(Math.log10(rough))
  const factor = [1, 2, 5, 10].find((one) => Number(`${one}e${power}`) >= rough * (1 - 1e-9)) ?? 10
  return Number(`${factor}e${power}`)
}

/** Round numbers from `lo` to `hi`, both finite: multiples of `niceStep`, each the nearest double to its decimal. */
export function niceTicks(lo: number, hi: number, most: number): number[] {
  const step = niceStep(lo, hi, most)
  const first = Math.ceil(lo / step - 1e-9)
  const count = Math.floor(hi / step + 1e-9) - first + 1
  return Array.from({ length: Math.max(0, Math.min(count, most + 1)) }, (_, i) => multiple(first + i, step))
}

/** `n` times a step of one digit without the rounding of a product: 3 times 0.1 is 0.3. */
export function multiple(n: number, step: number): number {
  const [digit = '1', exponent = '0'] = step.toExponential().split('e')
  return Number(`${n * Number(digit)}e${exponent}`) + 0
}

/** The least and the greatest of the finite values; undefined where there is none. */
export function hull(values: Iterable<number>): [lo: number, hi: number] | undefined {
  let lo = Infinity
  let hi = -Infinity
  for (const value of values)
    if (Number.isFinite(value)) {
      if (value < lo) lo = value
      if (value > hi) hi = value
    }
  return lo <= hi ? [lo, hi] : undefined
}

/** A range with some room on both sides, and wide enough to draw where it is a single value. */
export function padded([lo, hi]: readonly [lo: number, hi: number], share: number): [lo: number, hi: number] {
  // So close that ticks between them would need more digits than numbers have.
  const single = hi / 2 - lo / 2 <= Math.max(Math.abs(lo), Math.abs(hi)) * 1e-9
  const room = single ? Math.abs(lo) / 2 || 1 : hi * share - lo * share
  return [Math.max(lo - room, -Number.MAX_VALUE), Math.min(hi + room, Number.MAX_VALUE)]
}

/** A coordinate as drawings write it: to a hundredth, which no eye sees. */
export function px(value: number): string {
  return String(Math.round(value * 100) / 100 + 0)
}
