import { describeValues } from '../../../claim/describeValues.ts'
import { type Html, html } from '../html/html.ts'

/** More numbers than this are described and not drawn. */
const MOST_DRAWN = 4096
const SHADES = 4
/** Cells on a line where the shape gives no better number. */
const LINE = 60
const CELL = 10

/**
 * Numbers as cells in the order of the input: positive ones fill the upper half, negative ones the lower, the darker
 * the larger; 0 is a thin line. One path a shade, however many cells. Undefined for more than `MOST_DRAWN` numbers.
 */
export function heatStrip(values: readonly number[], shape: readonly number[]): Html | undefined {
  if (values.length > MOST_DRAWN || values.length < 2) return undefined
  const most = values.reduce((max, value) => Math.max(max, Number.isFinite(value) ? Math.abs(value) : 0), 0)
  const { columns, place } = layout(values.length, shape)
  const paths = new Map<string, string>()
  values.forEach((value, i) => {
    const { column, line } = place(i)
    const shade = shadeOf(value, most)
    paths.set(
      shade,
      `${paths.get(shade) ?? ''}M${column * CELL} ${line * (CELL + 4) + offset(value)}h8v${value === 0 ? 1 : CELL / 2}h-8z`,
    )
  })
  const lines = place(values.length - 1).line + 1
  return html`<svg
    class="heat-strip"
    viewBox="0 0 ${columns * CELL} ${lines * (CELL + 4)}"
    width="${columns * CELL}"
    role="img"
    aria-label="${describeValues(values)}"
  >
    ${Array.from(paths, ([shade, d]) => html`<path class="${shade}" d="${d}" />`)}
  </svg>`
}

/** Where a cell's rectangle begins below its line's top. */
function offset(value: number): number {
  return value > 0 ? 0 : CELL / 2
}

/** Class of a cell: `zero`, `not-finite`, or sign and shade, from `positive-1` to `negative-4`. */
function shadeOf(value: number, most: number): string {
  if (!Number.isFinite(value)) return 'not-finite'
  if (value === 0) return 'zero'
  return `${value > 0 ? 'positive' : 'negative'}-${Math.max(1, Math.ceil((Math.abs(value) / most) * SHADES))}`
}

/** A narrow matrix lies on its side, a column a row of it; all else wraps in order. */
function layout(
  count: number,
  [length = 0, width = 0, ...more]: readonly number[],
): { columns: number; place: (i: number) => { column: number; line: number } } {
  const matrix = more.length === 0 && width > 1 && width <= 12 && length * width === count
  const columns = Math.min(LINE, matrix ? length : count)
  return {
    columns,
    place: (i) => {
      const [at, inner] = matrix ? [Math.floor(i / width), i % width] : [i, 0]
      return { column: at % columns, line: Math.floor(at / columns) * (matrix ? width : 1) + inner }
    },
  }
}
