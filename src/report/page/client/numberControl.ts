import { formatExact, formatNumber } from '../../formatNumber.ts'
import { niceStep } from '../chart/scale.ts'
import { make } from './dom.ts'
import { type NumberInput, whyNot } from './values.ts'

/** A part of the page that sets one input. */
export interface Control {
  readonly element: HTMLElement
  /** Shows a value that was set elsewhere. */
  show(value: number | string): void
}

/**
 * A slider and a number field for the model's own number, and, where people know it in another unit, a field for that.
 * `place` is the input's among all: it keeps ids apart, which names may not.
 */
export function numberControl(input: NumberInput, place: number, set: (value: number) => void): Control {
  const { name, lo, hi, unit } = input
  const id = `set-${name}`
  const slider = make('input', { type: 'range', id, min: lo, max: hi, step: niceStep(lo, hi, 1000) })
  const fields = fieldsFor(input, place, set)
  slider.addEventListener('input', () => set(Math.min(hi, Math.max(lo, Number(slider.value)))))
  const ends = make('div', { class: 'play-ends', 'aria-hidden': true })
  ends.append(
    ...[lo, hi].map((end) =>
      make('span', {}, unit ? `${formatNumber(end)} (${inWords(input, end)})` : formatNumber(end)),
    ),
  )
  const element = make(
    'div',
    { class: 'play-number' },
    make('label', { for: id }, make('bdi', {}, name)),
    slider,
    ends,
    make('div', { class: 'play-fields' }, ...fields.map((field) => field.element)),
  )
  return {
    element,
    show(value) {
      slider.value = String(value)
      slider.setAttribute(
        'aria-valuetext',
        [formatNumber(Number(value)), ...(unit ? [inWords(input, Number(value))] : [])].join(', '),
      )
      for (const field of fields) field.show(value)
    },
  }
}

/** One field for the model's own number, and one for the unit that people know, if there is such. */
function fieldsFor(input: NumberInput, place: number, set: (value: number) => void): Control[] {
  const { name, unit } = input
  const itself: Unit = { from: (value) => value, to: (value) => value }
  const own = fieldFor(input, { label: name, id: `type-${place}` }, itself, set)
  if (!unit) return [own]
  const width = unit.hi - unit.lo
  const inUnit: Unit = { from: (value) => unit.lo + value * width, to: (shownThere) => (shownThere - unit.lo) / width }
  return [own, fieldFor(input, { label: `${name} in ${unit.name}`, id: `type-${place}-unit` }, inUnit, set)]
}

function inWords({ unit }: NumberInput, value: number): string {
  return unit ? `${formatNumber(unit.lo + value * (unit.hi - unit.lo), 'nearest', 3)} ${unit.name}` : ''
}

interface Named {
  readonly label: string
  readonly id: string
}

interface Unit {
  from(value: number): number
  to(own: number): number
}

/** A field that says what is wrong with what is typed, and sets the model's number otherwise. */
function fieldFor(input: NumberInput, { label, id }: Named, { from, to }: Unit, set: (value: number) => void): Control {
  const { lo, hi } = input
  const [min, max] = [from(lo), from(hi)]
  const field = make('input', { type: 'number', id, step: 'any', 'aria-describedby': `${id}-why` })
  const why = make('span', { class: 'play-why', id: `${id}-why` })
  const complain = (message: string): void => {
    why.textContent = message
    if (message === '') field.removeAttribute('aria-invalid')
    else field.setAttribute('aria-invalid', 'true')
  }
  field.addEventListener('input', () => {
    const own = field.valueAsNumber
    // Ends as they are shown are ends, however they were rounded.
    const value = isShownAs(own, min) ? lo : isShownAs(own, max) ? hi : to(own)
    if (whyNot(input, value) === undefined) {
      complain('')
      set(value)
    } else complain(`From ${shown(min)} to ${shown(max)}.`)
  })
  return {
    element: make('div', { class: 'play-field' }, make('label', { for: id }, make('bdi', {}, label)), field, why),
    show(value) {
      complain('')
      // What is being typed stays as it is.
      if (document.activeElement !== field) field.value = shown(from(Number(value)))
    },
  }
}

/** Is this what a field shows of a value, or as near to it as float32 can tell? */
function isShownAs(own: number, value: number): boolean {
  return Math.fround(own) === Math.fround(value)
}

/** As short as the model's float32 allows. */
function shown(value: number): string {
  return formatExact(Math.fround(value))
}
