import { formatNumber } from '../../formatNumber.ts'
import { linearScale } from '../chart/scale.ts'
import { make, makeSvg, setAll } from './dom.ts'
import { claimedText, outsideText } from './claimed.ts'
import type { Model } from './models.ts'
import { canFree, type Certified, type Free } from './ranges.ts'

/** The part of the number line that all outputs are drawn on. */
export type Axis = readonly [lo: number, hi: number]

/** One output: its number, its ranges on the common axis, and the same in words. */
export interface OutputRow {
  readonly element: HTMLElement
  /** Shows the output that was computed; ranges for what was set before are no longer true of it. */
  show(value: number): void
  /** Shows a certified range, or what to say where there is none. */
  showRange(free: Free, range: Certified | string, isExact?: boolean): void
}

const HEIGHT = 44
/** Top and height of the bars, the wider inside of nothing: all stay visible whatever covers what. */
const bars = { all: [8, 26], letters: [13, 10], number: [25, 5] } as const

export function outputRow(model: Model, axis: Axis, ticks: readonly number[]): OutputRow {
  const { output, inputs } = model
  const { name, certified, claimed } = output
  const free: readonly Free[] = canFree(model) ? ['letters', 'number'] : []
  const at = linearScale(axis[0], axis[1], 0, 100)
  const value = make('output', {
    for: inputs.map((input) => `set-${input.name}`).join(' '),
    'aria-live': 'off',
    'aria-label': name,
  })
  const outside = make('span', { class: 'play-outside' })
  const marker = makeSvg(
    'svg',
    { class: 'play-now', overflow: 'visible' },
    makeSvg('path', { d: 'M0 9l7 12l-7 12l-7 -12z' }),
  )
  const rects = Object.fromEntries(free.map((one) => [one, makeSvg('rect', { class: `play-${one}` })])) as Partial<
    Record<Free, SVGRectElement>
  >
  const texts = Object.fromEntries(free.map((one) => [one, make('dd')])) as Partial<Record<Free, HTMLElement>>
  const everything = makeSvg('rect', { class: 'play-all' })
  place(everything, bars.all, certified, at)
  const chart = makeSvg(
    'svg',
    { class: 'play-bar', width: '100%', height: HEIGHT, 'aria-hidden': true },
    ...(claimed ? [place(makeSvg('rect', { class: 'play-claimed' }), [0, HEIGHT], claimed, at)] : []),
    ...ticks.map((tick) =>
      makeSvg('line', { class: 'play-tick', x1: `${at(tick)}%`, x2: `${at(tick)}%`, y1: 0, y2: HEIGHT }),
    ),
    everything,
    ...Object.values(rects),
    marker,
  )
  const element = make(
    'div',
    { class: 'play-output', role: 'group', 'aria-label': name },
    make('p', { class: 'play-value' }, make('bdi', { class: 'play-name' }, name), ' ', value, ' ', outside),
    chart,
    make(
      'dl',
      { class: 'play-ranges' },
      ...(claimed ? [pair('claimed', make('dd', {}, claimedText(output)))] : []),
      pair(names('any', inputs), make('dd', {}, rangeText({ lo: certified[0], hi: certified[1], nan: false })), 'all'),
      ...free.map((one) => pair(words(one, inputs), texts[one]!, one)),
    ),
  )
  return {
    element,
    show(now) {
      value.value = formatNumber(now)
      value.title = String(now)
      outside.textContent = outsideText(now, output)
      setAll(marker, { x: `${Math.min(100, Math.max(0, at(now)))}%`, visibility: Number.isNaN(now) && 'hidden' })
    },
    showRange(one, range, isExact = false) {
      const [rect, text] = [rects[one], texts[one]]
      if (!rect || !text) return
      text.textContent = typeof range === 'string' ? range : `${rangeText(range)}${isExact ? ' exact' : ''}`
      setAll(rect, { visibility: typeof range === 'string' && 'hidden' })
      if (typeof range !== 'string') place(rect, bars[one], [range.lo, range.hi], at)
    },
  }
}

function pair(term: string, text: HTMLElement, kind: string = 'claimed'): HTMLElement {
  return make(
    'div',
    {},
    make('dt', {}, make('i', { class: `play-key play-${kind}`, 'aria-hidden': true }), ' ', make('bdi', {}, term)),
    ' ',
    text,
  )
}

/** What a range is about: `any sequence, this dplus`. */
function words(free: Free, inputs: Model['inputs']): string {
  const some = inputs.filter(({ kind }) => kind === free)
  const set = inputs.filter(({ kind }) => kind !== free)
  return `${names('any', some)}, ${names('this', set)}`
}

function names(which: 'any' | 'this', inputs: Model['inputs']): string {
  return inputs.map(({ name }) => `${which} ${name}`).join(', ')
}

/** Ends are rounded outwards: the text is a sound range, too. */
function rangeText({ lo, hi, nan }: Certified): string {
  return `[${formatNumber(lo, 'down')}, ${formatNumber(hi, 'up')}]${nan ? ' or NaN' : ''}`
}

/** A rectangle over a range, cut off at the ends of the axis, and wide enough to be seen. */
function place(
  rect: SVGRectElement,
  [y, height]: readonly [number, number],
  [lo, hi]: readonly [number, number],
  at: (value: number) => number,
): SVGRectElement {
  const clip = (share: number): number => Math.min(100, Math.max(0, share))
  const [left, right] = [clip(at(lo)), clip(at(hi))]
  const width = Math.max(0.4, right - left)
  setAll(rect, { x: `${Math.min(left, 100 - width)}%`, width: `${width}%`, y, height })
  return rect
}
