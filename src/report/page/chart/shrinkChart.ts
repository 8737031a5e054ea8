import type { ShrinkStep } from '../../../claim/verdict.ts'
import { type Html, html } from '../html/html.ts'
import { linearScale, px } from './scale.ts'

const WIDTH = 320
const HEIGHT = 84
const LEFT = 30
const RIGHT = 8
const TOP = 8
const BASE = 66
/** More steps than this are a line without dots. */
const DOTS = 40

/**
 * How many coordinates differed from the simplest point after each step of shrinking: stairs from the first hit to the
 * end.
 */
export function shrinkChart(path: readonly ShrinkStep[]): Html | undefined {
  if (path.length < 2) return undefined
  const most = Math.max(1, ...path.map(({ distance }) => distance))
  const x = linearScale(0, path.length - 1, LEFT, WIDTH - RIGHT)
  const y = linearScale(0, most, BASE, TOP)
  const [first, last] = [path[0]!, path.at(-1)!]
  const steps = path.length === 2 ? '1 step' : `${path.length - 1} steps`
  const points = path.map(({ distance }, i) => [px(x(i)), px(y(distance))] as const)
  const stairs = points.map(([a, b], i) => (i === 0 ? `M${a} ${b}` : `H${a}V${b}`)).join('')
  const dots = points.length > DOTS ? '' : points.map(([a, b]) => `M${a} ${b}h0`).join('')
  return html`<svg
    class="shrink-chart"
    viewBox="0 0 ${WIDTH} ${HEIGHT}"
    role="img"
    aria-label="Coordinates that differ from the simplest point: ${first.distance} at the first hit, ${last.distance} after ${steps}"
  >
    <path class="under" d="${stairs}V${BASE}H${LEFT}z" />
    <path class="axis" d="M${LEFT} ${BASE}H${WIDTH - RIGHT}" />
    <path class="stairs" d="${stairs}" />
    <path class="dots" d="${dots}" />
    <text class="y" x="${LEFT - 6}" y="${TOP + 4}">${most}</text>
    <text class="y" x="${LEFT - 6}" y="${BASE + 4}">0</text>
    <text class="start" x="${LEFT}" y="${HEIGHT - 3}">first hit</text>
    <text class="end" x="${WIDTH - RIGHT}" y="${HEIGHT - 3}">after ${steps}</text>
  </svg>`
}
