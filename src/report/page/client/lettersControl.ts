import { codePoints } from '../codePoints.ts'
import { button, make, setAll } from './dom.ts'
import { lettersGrid } from './lettersGrid.ts'
import type { Control } from './numberControl.ts'
import { type LettersInput, whyNot } from './values.ts'

/** A string of letters: a grid to click and type in, a field to paste into, and a random string. */
export interface LettersControl extends Control {
  /** How far each other letter would move the output of this name; see `effectsOf`. */
  mark(effects: Float64Array, output: string): void
}

export function lettersControl(input: LettersInput, set: (value: string) => void): LettersControl {
  const { name, alphabet } = input
  const { length } = codePoints(input.start)
  const id = `set-${name}`
  const detail = make('p', { class: 'play-detail', id: `${id}-detail` })
  const grid = lettersGrid(input, set, (text) => {
    detail.textContent = text
  })
  const why = make('span', { class: 'play-why', id: `${id}-why`, role: 'status' })
  const field = make('input', {
    type: 'text',
    id: `${id}-text`,
    spellcheck: false,
    autocomplete: 'off',
    autocapitalize: 'characters',
    'aria-describedby': `${id}-why`,
  })
  field.addEventListener('input', () => {
    const text = normalized(input, field.value)
    const reason = whyNot(input, text)
    why.textContent = reason === undefined ? '' : `Not set: ${reason}.`
    setAll(field, { 'aria-invalid': reason !== undefined && 'true' })
    if (reason === undefined) set(text)
  })
  const random = button(`Random ${name}`, () => set(randomString(alphabet, length)))
  const element = make(
    'div',
    { class: 'play-letters' },
    make('p', { class: 'play-label', id: `${id}-label` }, make('bdi', {}, name), ` (${length} letters)`),
    grid.element,
    make('p', { class: 'play-hint', id: `${id}-hint` }, hintFor(alphabet)),
    detail,
    make(
      'div',
      { class: 'play-field play-paste' },
      make('label', { for: `${id}-text` }, make('bdi', {}, name), ' as text'),
      field,
      why,
    ),
    random,
  )
  return {
    element,
    show(value) {
      grid.show(String(value))
      if (document.activeElement !== field) {
        field.value = String(value)
        why.textContent = ''
        field.removeAttribute('aria-invalid')
      }
    },
    mark: grid.mark,
  }
}

function hintFor(alphabet: string): string {
  const letters = codePoints(alphabet).slice(0, 12).join(', ')
  return `Click a letter for the next one, or move with the arrow keys and type ${letters}.`
}

/** Spaces between letters do not count, nor does their case where the alphabet has only one. */
function normalized({ alphabet }: LettersInput, text: string): string {
  const letters = text.replaceAll(/\s/g, '')
  if (alphabet === alphabet.toUpperCase()) return letters.toUpperCase()
  return alphabet === alphabet.toLowerCase() ? letters.toLowerCase() : letters
}

function randomString(alphabet: string, length: number): string {
  const letters = codePoints(alphabet)
  return Array.from({ length }, () => letters[Math.floor(Math.random() * letters.length)]).join('')
}
