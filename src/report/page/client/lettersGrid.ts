import { formatNumber } from '../../formatNumber.ts'
import { codePoints } from '../codePoints.ts'
import { make } from './dom.ts'
import type { LettersInput } from './values.ts'

const GROUP = 10

interface LettersGrid {
  readonly element: HTMLElement
  show(value: string): void
  mark(effects: Float64Array, output: string): void
}

/**
 * Letters as cells in rows of ten, one of which has the focus: arrows move it, letters set it and go on, Enter, space
 * and clicks take the next letter. `explain` is told in words about the cell that people look at.
 */
export function lettersGrid(
  input: LettersInput,
  set: (value: string) => void,
  explain: (text: string) => void,
): LettersGrid {
  const letters = codePoints(input.alphabet)
  const cells = codePoints(input.start).map(() => make('button', { type: 'button', role: 'gridcell', tabindex: -1 }))
  let string = codePoints(input.start)
  let effects: { readonly of: Float64Array; readonly output: string } | undefined
  let looked = -1

  const setLetter = (i: number, letter: string): void => set(string.with(i, letter).join(''))
  const nextLetter = (i: number): void => setLetter(i, letters[(letters.indexOf(string[i]!) + 1) % letters.length]!)
  const focus = (i: number): void => {
    const at = Math.min(cells.length - 1, Math.max(0, i))
    for (const [k, cell] of cells.entries()) cell.tabIndex = k === at ? 0 : -1
    cells[at]!.focus()
  }
  const look = (i: number): void => {
    looked = i
    if (i >= 0)
      explain(effects ? `Position ${i + 1}, ${string[i]}. ${others(i, effects)}` : `Position ${i + 1}, ${string[i]}.`)
  }
  const others = (i: number, { of, output }: { of: Float64Array; output: string }): string => {
    const moves = letters.flatMap((letter, k) =>
      letter === string[i] ? [] : [`${letter} ${signed(of[i * letters.length + k]!)}`],
    )
    return `Another letter would move ${output}: ${moves.join(', ')}.`
  }

  for (const [i, cell] of cells.entries()) {
    cell.addEventListener('click', () => {
      focus(i)
      nextLetter(i)
    })
    cell.addEventListener('focus', () => look(i))
    cell.addEventListener('pointerenter', () => look(i))
    cell.addEventListener('keydown', (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return
      const typed = letterFor(event.key, letters)
      const to = placeFor(event.key, i, cells)
      if (typed !== undefined) setLetter(i, typed)
      if (typed === undefined && to === undefined) return
      event.preventDefault()
      focus(typed === undefined ? to! : i + 1)
    })
  }
  cells[0]!.tabIndex = 0
  const rows = Array.from({ length: Math.ceil(cells.length / GROUP) }, (_, row) =>
    make(
      'div',
      { role: 'row', class: 'play-row', 'data-from': row * GROUP + 1 },
      ...cells.slice(row * GROUP, (row + 1) * GROUP),
    ),
  )
  return {
    element: make(
      'div',
      {
        role: 'grid',
        class: 'play-grid',
        'aria-labelledby': `set-${input.name}-label`,
        'aria-describedby': `set-${input.name}-hint`,
      },
      ...rows,
    ),
    show(value) {
      string = codePoints(value)
      effects = undefined
      for (const [i, cell] of cells.entries()) {
        if (cell.textContent !== string[i]) cell.textContent = string[i]!
        cell.setAttribute('aria-label', `position ${i + 1}, ${string[i]}`)
      }
      look(looked)
    },
    mark(of, output) {
      effects = { of, output }
      const sizes = cells.map((_, i) =>
        of.subarray(i * letters.length, (i + 1) * letters.length).reduce((max, one) => Math.max(max, Math.abs(one)), 0),
      )
      const most = Math.max(...sizes)
      for (const [i, cell] of cells.entries())
        cell.style.setProperty('--effect', most > 0 ? (sizes[i]! / most).toFixed(3) : '0')
      if (looked >= 0) look(looked)
      else
        explain(
          `The bar below a letter: how far another one there can move ${output}, at most by ${formatNumber(most, 'nearest', 3)}.`,
        )
    },
  }
}

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${formatNumber(Math.abs(value), 'nearest', 3)}`
}

/** The letter that a key stands for: itself, or its other case where only that is one. */
function letterFor(key: string, letters: readonly string[]): string | undefined {
  return [key, key.toUpperCase(), key.toLowerCase()].find((one) => letters.includes(one))
}

/** Where a key leads from cell `i`; up and down go by what is seen, as rows stand side by side where there is room. */
function placeFor(key: string, i: number, cells: readonly HTMLElement[]): number | undefined {
  if (key === 'ArrowLeft' || key === 'Backspace') return i - 1
  if (key === 'ArrowRight') return i + 1
  if (key === 'Home') return 0
  if (key === 'End') return cells.length - 1
  if (key !== 'ArrowUp' && key !== 'ArrowDown') return undefined
  const places = cells.map((cell) => cell.getBoundingClientRect())
  const { left, top } = places[i]!
  const sign = key === 'ArrowDown' ? 1 : -1
  const lines = places.map((place) => sign * (place.top - top))
  const line = Math.min(...lines.filter((distance) => distance > 1))
  const found = places.findIndex(
    (place, k) => Math.abs(lines[k]! - line) < 1 && Math.abs(place.left - left) < place.width / 2,
  )
  return found < 0 ? i : found
}
