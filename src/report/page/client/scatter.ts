import { linearScale } from '../chart/scale.ts'
import type { Predictions } from '../reportData.ts'
import { button, make, makeSvg } from './dom.ts'
import { nearest, orderOf, type Points } from './nearest.ts'
import { findRow } from './findRow.ts'
import type { RunningPlayground } from './playground.ts'
import { formatNumber } from '../../formatNumber.ts'

/** Units of the drawing within which the pointer finds a point. */
const REACH = 40

/** Lets people look at single points: by pointer, by arrow keys, by buttons, by searching for a row. */
export function startScatter(predictions: Predictions, playground: RunningPlayground | undefined): void {
  const svg = document.querySelector<SVGSVGElement>('#scatter')
  const controls = document.querySelector<HTMLElement>('#scatter-controls')
  const view = document.querySelector<HTMLElement>('#scatter-row')
  const marker = document.querySelector('#scatter-marker')
  if (!svg || !controls || !view || !marker) return
  const points = pointsOf(svg, predictions)
  const { x, y } = predictions
  const orders = [orderOf(points, x.values), orderOf(points, y.values)] as const
  let current = -1
  let pinned = -1
  const said = make('span', { class: 'scatter-said', role: 'status' })
  const say = (text: string): void => {
    said.textContent = text
  }
  const tryIt = button('Try it in the playground', () => {
    const why = playground?.set(rowInputs(predictions, current))
    say(why === undefined ? '' : `It cannot be tried: ${why}.`)
    if (why !== undefined) return
    document.querySelector('#playground')!.scrollIntoView()
    document.querySelector<HTMLElement>('#playground-controls input')?.focus({ preventScroll: true })
  })
  tryIt.disabled = true

  const show = (i: number): void => {
    if (i === current || i < 0) return
    current = i
    tryIt.disabled = false
    say('')
    view.replaceChildren(rowDetails(predictions, i))
    const [cx, cy] = [points.x[i]!, points.y[i]!]
    marker.replaceChildren(
      ...(Number.isNaN(cx)
        ? []
        : [makeSvg('circle', { cx, cy, r: 8, class: 'halo' }), makeSvg('circle', { cx, cy, r: 8 })]),
    )
  }
  const pin = (i: number): void => {
    pinned = i
    show(i)
  }
  const step = (axis: 0 | 1, by: number): void => {
    const order = orders[axis]
    const at = order.indexOf(current)
    // From nowhere, the first or the last.
    const next = at < 0 ? (by > 0 ? 0 : order.length - 1) : Math.min(order.length - 1, Math.max(0, at + by))
    pin(order[next] ?? -1)
  }

  const under = (event: MouseEvent): number => {
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM()!.inverse())
    return nearest(points, at.x, at.y, REACH)
  }
  svg.addEventListener('pointermove', (event) => show(under(event)))
  svg.addEventListener('pointerleave', () => show(pinned))
  svg.addEventListener('click', (event) => pin(under(event)))
  svg.tabIndex = 0
  svg.setAttribute('aria-describedby', 'scatter-hint')
  svg.addEventListener('keydown', (event) => {
    const move = moves[event.key]
    if (!move || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    step(...move)
  })

  const field = make('input', { type: 'search', id: 'scatter-find', autocomplete: 'off' })
  const find = (from: number): void => {
    const found = findRow(predictions, field.value, from)
    say(found === undefined && field.value.trim() !== '' ? 'No row like this.' : '')
    if (found !== undefined) pin(found)
  }
  field.addEventListener('input', () => find(0))
  field.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') find(current + 1)
  })
  controls.append(
    button(`Smaller ${x.name}`, () => step(0, -1)),
    button(`Larger ${x.name}`, () => step(0, 1)),
    make('span', { class: 'scatter-find' }, make('label', { for: 'scatter-find' }, 'Find a row'), field),
    ...(playground && predictions.inputs ? [tryIt] : []),
    said,
    make(
      'p',
      { id: 'scatter-hint' },
      `Point at a dot for its row; a click keeps it. With the chart focused, left and right go by ${x.name}, up and down by ${y.name}. A search finds any part of a row, Enter the next one.`,
    ),
  )
  controls.hidden = false
}

const moves: Readonly<Record<string, readonly [axis: 0 | 1, by: number]>> = {
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  ArrowDown: [1, -1],
  ArrowUp: [1, 1],
}

function pointsOf(svg: SVGSVGElement, { x, y }: Predictions): Points {
  const data = (name: string): number => Number(svg.dataset[name])
  const across = linearScale(data('x0'), data('x1'), data('left'), data('left') + data('width'))
  const upwards = linearScale(data('y0'), data('y1'), data('top') + data('height'), data('top'))
  // A row without two finite parts has no point.
  const isDrawn = (i: number): boolean => Number.isFinite(x.values[i]) && Number.isFinite(y.values[i])
  return {
    x: Float32Array.from(x.values, (value, i) => (isDrawn(i) ? across(value) : NaN)),
    y: Float32Array.from(y.values, (value, i) => (isDrawn(i) ? upwards(value) : NaN)),
  }
}

function rowInputs({ inputs = {} }: Predictions, i: number): Record<string, number | string> {
  return Object.fromEntries(Object.entries(inputs).map(([name, values]) => [name, values[i]!]))
}

/** All that is known of a row. */
function rowDetails(predictions: Predictions, i: number): HTMLElement {
  const { x, y, output, others, truth, columns } = predictions
  const fields: (readonly [name: string, value: number | string])[] = [
    ...(columns.some(({ name }) => name === 'row') ? [] : [['row', String(i + 1)] as const]),
    [truth.name, truth.classes[truth.values[i]!] ?? ''],
    ...[x, y, output].map(({ name, values }) => [name, values[i]!] as const),
    ...columns.map(({ name, values }) => [name, values[i]!] as const),
    ...others.map(({ name, values }) => [name, values[i]!] as const),
  ]
  return make(
    'dl',
    { class: 'row-details' },
    ...fields.map(([name, value]) =>
      make(
        'div',
        {},
        make('dt', {}, make('bdi', {}, name)),
        ' ',
        make('dd', {}, make('bdi', {}, typeof value === 'number' ? formatNumber(value) : value)),
      ),
    ),
  )
}
