import { formatNumber } from '../../formatNumber.ts'
import { binsOf, histogram } from '../chart/histogram.ts'
import { scatter } from '../chart/scatter.ts'
import { type Html, html } from '../html/html.ts'
import type { FigureTable, Predictions, Series } from '../reportData.ts'
import { figureTable } from './figureTable.ts'

/** How many rows from each end a reader without scripts sees. */
const ENDS = 5

/**
 * Where each prediction comes from: the scatter of its parts, histograms of the outputs of all models, the rows at both
 * ends.
 */
export function predictionsSection(predictions: Predictions): Html {
  const { caption, x, y, output, others, range, truth } = predictions
  const series = [output, ...others]
  const bins = binsOf(series, range)
  const [lo, hi] = range.map((bound) => formatNumber(bound))
  return html`<section id="predictions" aria-labelledby="predictions-title">
    <h2 id="predictions-title">Where each prediction comes from</h2>
    <p class="caption" dir="auto">${caption}</p>
    <figure class="scatter">
      <figcaption>
        <bdi>${output.name}</bdi> is the sum of <bdi>${x.name}</bdi> and <bdi>${y.name}</bdi>: on the shaded ground it
        is above ${hi} or below ${lo}. ${legend(truth)}
      </figcaption>
      ${scatter(predictions) ?? html`<p>No row has two finite parts to draw.</p>`}
      <div id="scatter-row" aria-live="polite"></div>
      <div id="scatter-controls" hidden></div>
    </figure>
    <h3>The outputs of each model for these rows</h3>
    <div class="multiples">
      ${
        bins &&
        series.map(
          (one) =>
            html`<figure>
              <figcaption><bdi>${one.name}</bdi></figcaption>
              ${histogram(one, bins, predictions)}
            </figure>`,
        )
      }
    </div>
    ${figureTable(modelTable(series, predictions))}
    ${output.values.length > 0 && figureTable(rowTable(predictions), 'rows')}
  </section>`
}

function legend({ name, classes }: Predictions['truth']): Html {
  return html`<span class="legend"
    ><span><bdi>${name}</bdi>:</span> ${classes.map(
      (one, place) =>
        html`<span class="key"
          ><svg viewBox="-6 -6 12 12" width="12" height="12" aria-hidden="true">
            <path
              class="points class-${place % 4}"
              d="M0 0${['h0', 'h0', 'm-4 0h8m-4 -4v8', 'm-3 -3l6 6m-6 0l6 -6'][place % 4]}"
            />
          </svg>
          <bdi>${one}</bdi></span
        > `,
    )}</span
  >`
}

/** Where each model's outputs lie, and of two classes, how often the middle of the range tells them apart. */
function modelTable(series: readonly Series[], { range, truth }: Predictions): FigureTable {
  const [lo, hi] = range
  const threshold = (lo + hi) / 2
  const anyNan = series.some(({ values }) => values.some(Number.isNaN))
  const judged = truth.classes.length === 2 && Number.isFinite(threshold)
  return {
    caption: `What each model gives for the ${truth.values.length} rows`,
    columns: [
      'model',
      'min',
      'max',
      `above ${formatNumber(hi)}`,
      `below ${formatNumber(lo)}`,
      ...(anyNan ? ['NaN'] : []),
      ...(judged ? [`right at ${formatNumber(threshold)}`] : []),
    ],
    rows: series.map(({ name, values }) => {
      const [min, max] = extremes(values)
      // NaN is no answer, and so never a right one.
      const right = values.filter(
        (value, i) => !Number.isNaN(value) && value > threshold === (truth.values[i] === 1),
      ).length
      return [
        name,
        formatNumber(min, 'down'),
        formatNumber(max, 'up'),
        share(values.filter((value) => value > hi).length, values.length),
        share(values.filter((value) => value < lo).length, values.length),
        ...(anyNan ? [share(values.filter(Number.isNaN).length, values.length)] : []),
        ...(judged ? [share(right, values.length)] : []),
      ]
    }),
  }
}

/** The least and the greatest of the values that are numbers, infinities among them; NaN where none is. */
function extremes(values: readonly number[]): [min: number, max: number] {
  const numbers = values.filter((value) => !Number.isNaN(value))
  if (numbers.length === 0) return [NaN, NaN]
  return [numbers.reduce((a, b) => Math.min(a, b)), numbers.reduce((a, b) => Math.max(a, b))]
}

function share(part: number, whole: number): string {
  return whole === 0 ? '0' : `${part} (${((100 * part) / whole).toFixed(1)}%)`
}

/** The rows with the largest and the smallest outputs, as the question prints them. */
function rowTable({ x, y, output, truth, columns }: Predictions): FigureTable {
  const order = output.values.map((_, i) => i).sort((a, b) => descending(output.values[a]!, output.values[b]!) || a - b)
  const last = output.values.some(Number.isNaN) ? ', NaN last' : ''
  const shown = order.length <= 2 * ENDS ? [order] : [order.slice(0, ENDS), order.slice(-ENDS)]
  const [first, ...rest] = columns
  const row = (i: number) => [
    first?.values[i] ?? i,
    truth.classes[truth.values[i] ?? -1] ?? '',
    ...[output, x, y].map(({ values }) => values[i] ?? ''),
    ...rest.map(({ values }) => values[i] ?? ''),
  ]
  const names = [first?.name ?? 'row', truth.name, output.name, x.name, y.name, ...rest.map(({ name }) => name)]
  return {
    caption:
      shown.length === 1
        ? `All rows, largest output first${last}`
        : `The ${ENDS} rows with the largest outputs and the ${ENDS} with the smallest${last}`,
    columns: names,
    rows: shown.flatMap((part, i) => [...(i > 0 ? [names.map(() => '…')] : []), ...part.map(row)]),
  }
}

/** A total order: the largest first, equal infinities equal, NaN after all numbers. */
function descending(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b))
  return a === b ? 0 : b > a ? 1 : -1
}
