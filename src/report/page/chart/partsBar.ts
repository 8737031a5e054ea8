import { formatExact, formatNumber } from '../../formatNumber.ts'
import { type Html, html } from '../html/html.ts'
import { linearScale, niceTicks, padded, px } from './scale.ts'

const WIDTH = 320
const LINE = 22
const TOP = 4

/**
 * The parts of a sum, each a bar that begins where the one before it ended, so that the last one ends at the sum; a
 * band shows what is claimed of it. Undefined where a part is no finite number: text must do.
 */
export function partsBar(
  parts: Readonly<Record<string, number>>,
  claimed: readonly [lo: number, hi: number] | undefined,
): Html | undefined {
  const entries = Object.entries(parts)
  const stops = [0]
  for (const [, value] of entries) stops.push(stops.at(-1)! + value)
  if (entries.length === 0 || !stops.every(Number.isFinite)) return undefined
  const ends = (claimed ?? []).filter(Number.isFinite)
  const [lo, hi] = padded([Math.min(...stops, ...ends), Math.max(...stops, ...ends)], 0.08)
  const x = linearScale(lo, hi, 0, WIDTH)
  const base = TOP + entries.length * LINE
  const bars = entries.map(([, value], i) => {
    const [from, to] = [x(stops[i]!), x(stops[i]! + value)]
    const top = TOP + i * LINE + 4
    return html`<path class="part part-${i % 2}" d="M${px(from)} ${top}H${px(to)}v14H${px(from)}z" /><path
        class="carry"
        d="M${px(to)} ${top}v${LINE + 10}"
      />`
  })
  const band =
    claimed &&
    html`<path
      class="claimed"
      d="M${px(Math.max(0, x(claimed[0])))} 0H${px(Math.min(WIDTH, x(claimed[1])))}V${base}H${px(Math.max(0, x(claimed[0])))}z"
    />`
  const ticks = niceTicks(lo, hi, 5).map((value) => tick(value, px(x(value)), base))
  const words = entries.map(([name, value]) => `${name} ${formatExact(value)}`).join(', ')
  return html`<svg
    class="parts-bar"
    viewBox="0 0 ${WIDTH} ${base + 18}"
    role="img"
    aria-label="Parts, one added to the other: ${words}"
  >
    ${band}
    <path class="axis" d="M0 ${base}H${WIDTH}" />
    ${bars}${ticks}
  </svg>`
}

function tick(value: number, at: string, base: number): Html {
  return html`<path class="tick" d="M${at} ${base}v3" /><text x="${at}" y="${base + 14}"
      >${formatNumber(value, 'nearest', 3)}</text
    >`
}
