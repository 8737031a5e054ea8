import { formatNumber } from '../../formatNumber.ts'
import type { Predictions } from '../reportData.ts'
import { attributes, type Html, html } from '../html/html.ts'
import { beyondSum } from './halfPlane.ts'
import { type Plot, plot, xAxis, yAxis } from './plot.ts'
import { hull, padded, px } from './scale.ts'

const WIDTH = 640
const HEIGHT = 440
const AREA = { left: 52, top: 34, width: 576, height: 358 }
/** Shapes that a path of strokes can have, by place of the class: round dots, squares, crosses. */
const STROKES = ['h0', 'h0', 'm-2.5 0h5m-2.5 -2.5v5', 'm-2 -2l4 4m-4 0l4 -4'] as const

/**
 * Two parts against each other, a point a row, one path a class of truth. Where their sum leaves `range` the ground is
 * shaded; for scripts the plotting area and its data ranges stand in `data-` attributes. Undefined without finite
 * points.
 */
export function scatter(predictions: Predictions): Html | undefined {
  const { x, y, range, truth } = predictions
  const drawn = x.values.flatMap((value, i) => (Number.isFinite(value) && Number.isFinite(y.values[i]) ? [i] : []))
  const spans = [x, y].map(({ values }) => hull(drawn.map((i) => values[i]!)))
  if (!spans[0] || !spans[1]) return undefined
  const area = plot(AREA, padded(spans[0], 0.06), padded(spans[1], 0.06))
  const points = truth.classes.map((_, place) =>
    drawn
      .filter((i) => truth.values[i] === place)
      .map((i) => `M${tenth(area.x(x.values[i]!))} ${tenth(area.y(y.values[i]!))}${STROKES[place % STROKES.length]}`)
      .join(''),
  )
  return html`<svg
    id="scatter"
    viewBox="0 0 ${WIDTH} ${HEIGHT}"
    role="img"
    aria-label="${words(predictions, drawn.length)}"
    ${attributes(dataOf(area))}
  >
    ${beyond(area, range[1], 1)}${beyond(area, range[0], -1)}${yAxis(area, `${y.name} ↑`, 8)}${xAxis(area, `${x.name} →`, 8)}
    ${points.map((d, place) => html`<path class="points class-${place % STROKES.length}" d="${d}" />`)}
    ${groundName(area, range[1], 1)}${groundName(area, range[0], -1)}
    <g id="scatter-marker"></g>
  </svg>`
}

function dataOf(area: Plot): Record<string, number> {
  const names = ['x0', 'x1', 'y0', 'y1', 'left', 'top', 'width', 'height'] as const
  return Object.fromEntries(names.map((name) => [`data-${name}`, area[name]]))
}

/** The shaded ground where the sum lies past a bound, and its line. */
function beyond(area: Plot, bound: number, side: 1 | -1): Html | false {
  const corners = beyondSum([area.x0, area.x1], [area.y0, area.y1], bound, side)
  if (corners.length < 3) return false
  const name = side > 0 ? 'above' : 'below'
  const d = `M${corners.map(([x, y]) => `${px(area.x(x))} ${px(area.y(y))}`).join('L')}z`
  return html`<path class="beyond" d="${d}" /><path class="hatch-${name}" d="${d}" />`
}

/** What the ground is called, over the points, in the corner that lies farthest past the bound. */
function groundName({ left, top, width, height, x0, x1, y0, y1 }: Plot, bound: number, side: 1 | -1): Html | false {
  const text = formatNumber(bound, 'nearest', 3)
  if (side > 0)
    return (
      x1 + y1 > bound && html`<text class="ground end" x="${left + width - 10}" y="${top + 22}">above ${text}</text>`
    )
  return x0 + y0 < bound && html`<text class="ground" x="${left + 10}" y="${top + height - 12}">below ${text}</text>`
}

function words({ x, y, truth }: Predictions, drawn: number): string {
  const counts = truth.classes.map((name, i) => `${truth.values.filter((value) => value === i).length} ${name}`)
  const missing = x.values.length - drawn
  return `Scatter of ${drawn} rows, ${x.name} across and ${y.name} upwards; ${truth.name}: ${counts.join(', ')}${missing > 0 ? `; ${missing} rows without finite numbers are not drawn` : ''}. The table below it gives the ends.`
}

function tenth(value: number): string {
  return String(Math.round(value * 10) / 10)
}
