import { formatNumber } from '../../formatNumber.ts'
import { type Html, html } from '../html/html.ts'
import { linearScale, niceTicks, px, type Scale } from './scale.ts'

/** A rectangle in a drawing in which data are plotted, and the data that it spans. */
export interface Plot {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
  readonly x0: number
  readonly x1: number
  readonly y0: number
  readonly y1: number
  readonly x: Scale
  readonly y: Scale
}

/** Upwards in data is upwards on the page. */
export function plot(
  area: Pick<Plot, 'left' | 'top' | 'width' | 'height'>,
  [x0, x1]: readonly [number, number],
  [y0, y1]: readonly [number, number],
): Plot {
  const { left, top, width, height } = area
  const scales = { x: linearScale(x0, x1, left, left + width), y: linearScale(y0, y1, top + height, top) }
  return { ...area, x0, x1, y0, y1, ...scales }
}

/** Ticks with numbers and a title below a plot. */
export function xAxis({ left, top, width, height, x, x0, x1 }: Plot, title: string, most: number): Html {
  const base = top + height
  const ticks = niceTicks(x0, x1, most)
  return html`<g class="x-axis"
    ><path class="axis" d="M${left} ${base}h${width}" /><path
      class="tick"
      d="${ticks.map((value) => `M${px(x(value))} ${base}v5`).join('')}"
    />${ticks.map(
      (value) => html`<text x="${px(x(value))}" y="${base + 8}">${formatNumber(value, 'nearest', 3)}</text>`,
    )}${title !== '' && html`<text class="title" x="${left + width}" y="${base + 8}">${title}</text>`}</g
  >`
}

/** Ticks with numbers left of a plot, faint lines across it, and a title above. */
export function yAxis({ left, top, width, y, y0, y1 }: Plot, title: string, most: number): Html {
  const ticks = niceTicks(y0, y1, most)
  return html`<g class="y-axis"
    ><path class="grid" d="${ticks.map((value) => `M${left} ${px(y(value))}h${width}`).join('')}" />${ticks.map(
      (value) => html`<text x="${left - 8}" y="${px(y(value))}">${formatNumber(value, 'nearest', 3)}</text>`,
    )}<text class="title" x="${left}" y="${top - 12}">${title}</text></g
  >`
}
