import { formatNumber } from '../../formatNumber.ts'
import type { Predictions, Series } from '../reportData.ts'
import { type Html, html } from '../html/html.ts'
import { type Plot, plot, xAxis } from './plot.ts'
import { hull, multiple, niceStep, padded, px } from './scale.ts'

const WIDTH = 320
const AREA = { left: 6, top: 18, width: 308, height: 96 }
const MOST_BINS = 60

/**
 * Equal bins between round numbers: bin i reaches from edge i to edge i + 1, its lower edge included; the last has
 * both.
 */
export interface Bins {
  readonly edges: readonly number[]
}

/** Bins for all values of all the series, so that their histograms can be compared; undefined where none is finite. */
export function binsOf(series: readonly Series[], range: readonly [number, number]): Bins | undefined {
  const spans = series.flatMap(({ values }) => hull(values) ?? [])
  const span = hull(spans.length > 0 ? [...spans, ...range] : [])
  if (!span) return undefined
  const [lo, hi] = span[0] < span[1] ? span : padded(span, 0.1)
  const step = niceStep(lo, hi, MOST_BINS)
  let first = Math.floor(lo / step)
  let last = Math.max(Math.ceil(hi / step), first + 1)
  // The quotients are rounded: the edges themselves decide whether all values lie between them.
  if (multiple(first, step) > lo) first--
  if (multiple(last, step) < hi) last++
  return { edges: Array.from({ length: last - first + 1 }, (_, i) => multiple(first + i, step)) }
}

/** How many of the values lie in each bin; what is not finite lies in none. */
export function count({ edges }: Bins, values: readonly number[]): number[] {
  const counts = edges.slice(1).map(() => 0)
  for (const value of values) {
    const reached = edges.findLastIndex((edge) => value >= edge)
    const bin = Math.min(reached, counts.length - 1)
    if (bin >= 0 && value <= edges.at(-1)!) counts[bin]!++
  }
  return counts
}

/** A series' histogram, the classes of truth stacked, shaded where values leave the range. */
export function histogram(series: Series, bins: Bins, { range, truth }: Predictions): Html {
  const counts = truth.classes.map((_, place) => {
    const own = series.values.filter((_value, i) => truth.values[i] === place)
    return count(bins, own)
  })
  const tallest = Math.max(1, ...bins.edges.slice(1).map((_, bin) => counts.reduce((sum, one) => sum + one[bin]!, 0)))
  const area = plot(AREA, [bins.edges[0]!, bins.edges.at(-1)!], [0, tallest])
  const below = bins.edges.map(() => 0)
  const bars = counts.map((ofClass, place) => {
    const d = ofClass.map((n, bin) => {
      if (n === 0) return ''
      const from = below[bin]!
      below[bin]! += n
      const [left, right] = [area.x(bins.edges[bin]!), area.x(bins.edges[bin + 1]!)]
      return `M${px(left + 0.5)} ${px(area.y(from))}H${px(right - 0.5)}V${px(area.y(from + n))}H${px(left + 0.5)}z`
    })
    return html`<path class="bars class-${place % 4}" d="${d.join('')}" />`
  })
  return html`<svg
    class="histogram"
    viewBox="0 0 ${WIDTH} 134"
    role="img"
    aria-label="${words(series, range, tallest)}"
  >
    ${shade(area, range)}${xAxis(area, '', 7)}${bars}
    <text class="tallest" x="${AREA.left}" y="10">${tallest} rows</text>
  </svg>`
}

function shade({ x, x0, x1, top, height }: Plot, [lo, hi]: readonly [number, number]): Html[] {
  const sides = [
    { name: 'below', from: x0, to: Math.min(lo, x1) },
    { name: 'above', from: Math.max(hi, x0), to: x1 },
  ]
  return sides
    .filter(({ from, to }) => from < to)
    .map(({ name, from, to }) => {
      const d = `M${px(x(from))} ${top}H${px(x(to))}v${height}H${px(x(from))}z`
      return html`<path class="beyond" d="${d}" /><path class="hatch-${name}" d="${d}" />`
    })
}

function words({ name, values }: Series, [lo, hi]: readonly [number, number], tallest: number): string {
  const span = hull(values)
  const ends = span ? `from ${formatNumber(span[0], 'down')} to ${formatNumber(span[1], 'up')}` : 'no finite value'
  const above = values.filter((value) => value > hi).length
  const below = values.filter((value) => value < lo).length
  return `Histogram of ${name}: ${ends}; ${above} above ${formatNumber(hi)}, ${below} below ${formatNumber(lo)}; at most ${tallest} rows in a bin`
}
