import { formatNumber } from '../../formatNumber.ts'
import { rangeAxis } from '../chart/rangeAxis.ts'
import { linearScale, niceTicks } from '../chart/scale.ts'
import type { Playground } from '../reportData.ts'
import { make, makeSvg } from './dom.ts'
import { type Model, outputAt } from './models.ts'
import { type Axis, type OutputRow, outputRow } from './outputRow.ts'
import { canFree } from './ranges.ts'
import { startValues } from './values.ts'

export interface OutputsView {
  readonly element: HTMLElement
  readonly rows: readonly OutputRow[]
}

/** All outputs on one axis, what the bars mean, and for what the ranges hold. */
export function outputsView(playground: Playground, models: readonly Model[]): OutputsView {
  const axis = axisFor(playground, models)
  const ticks = niceTicks(axis[0], axis[1], 6)
  const rows = models.map((model) => outputRow(model, axis, ticks))
  const element = make('div', {}, scaleOf(axis, ticks), ...rows.map((row) => row.element), ...notes(playground, models))
  return { element, rows }
}

/**
 * All that is certified, claimed and computed at the start, but for ends so far away that the others would shrink to a
 * point.
 */
function axisFor(playground: Playground, models: readonly Model[]): Axis {
  const start = startValues(playground)
  const axes = models.map((model) => {
    const { certified, claimed } = model.output
    const now = outputAt(model, start)
    return rangeAxis({ certified: [...certified], observed: [now, now], ...(claimed && { claimed: [...claimed] }) })
  })
  const ends: readonly Axis[] = axes.length > 0 ? axes : [[0, 1]]
  return [Math.min(...ends.map(([lo]) => lo)), Math.max(...ends.map(([, hi]) => hi))]
}

function scaleOf(axis: Axis, ticks: readonly number[]): SVGElement {
  const at = linearScale(axis[0], axis[1], 0, 100)
  return makeSvg(
    'svg',
    { class: 'play-scale', width: '100%', height: 18, 'aria-hidden': true },
    ...ticks.map((tick) => makeSvg('text', { x: `${at(tick)}%`, y: 13 }, formatNumber(tick, 'nearest', 3))),
  )
}

function notes({ backend }: Playground, models: readonly Model[]): HTMLElement[] {
  const both = models.some(canFree)
  const own = both
    ? ' Those for what is set now are computed in this page, by the same code as in verdicts; “exact” ones are the range over all strings, and only rounding makes them wider than it.'
    : ''
  const texts = [
    'The diamond is the output for what is set now: evaluated in float64 and rounded for display. Where nothing overflows, a float32 output may differ from about the seventh digit on; where something does, it may be anything in the certified range.',
    `The bars are certified ranges: no float32 output of the ${backend} backend lies outside of them. Ends are rounded outwards.${own}`,
  ]
  return texts.map((text) => make('p', { class: 'play-note' }, text))
}
