import { button, make } from './dom.ts'

/** Milliseconds that a button says what it did. */
const SAID = 2500

/**
 * A button that copies a text, and says so; where the page may not, it shows the text, selected, to be copied by hand.
 */
export function copyButton(label: string, text: () => string): HTMLElement {
  const said = make('span', { class: 'copied', role: 'status' })
  const say = (what: string | Node): void => {
    said.replaceChildren(what)
  }
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text())
      say('copied')
      setTimeout(() => say(''), SAID)
    } catch {
      const hint = `${label}: press Ctrl+C`
      const field = make('input', { type: 'text', readonly: true, 'aria-label': hint, value: text() })
      say(field)
      field.select()
    }
  }
  const press = button(label, () => void copy())
  return make('span', { class: 'copy' }, press, ' ', said)
}

/** Gives each command of the page a button. */
export function addCopyButtons(): void {
  for (const replay of document.querySelectorAll('.replay')) {
    const command = replay.querySelector('code.command')
    if (command) replay.append(copyButton('Copy', () => command.textContent ?? ''))
  }
}
