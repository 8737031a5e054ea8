import { defined } from '../../../defined.ts'
import { formatNumber } from '../../formatNumber.ts'
import type { Playground } from '../reportData.ts'
import { startBackground } from './background.ts'
import { copyButton } from './copyButton.ts'
import { button, make, whenStill } from './dom.ts'
import { type LettersControl, lettersControl } from './lettersControl.ts'
import { modelsOf, outputAt } from './models.ts'
import { type Control, numberControl } from './numberControl.ts'
import { outputsView } from './outputsView.ts'
import { canFree } from './ranges.ts'
import { hashOf, valuesIn } from './share.ts'
import { startValues, type Values, whyNot } from './values.ts'

/** The running playground. */
export interface RunningPlayground {
  /** Sets some inputs to what a row holds; says why where one cannot be set, and then sets none. */
  set(values: Values): string | undefined
}

/** Fills the playground's section and shows it. `script` is the page's own, for the worker that computes ranges. */
export function startPlayground(playground: Playground, script: string): RunningPlayground {
  const models = modelsOf(playground)
  const view = outputsView(playground, models)
  const said = make('p', { class: 'play-said', role: 'status' })
  const marked = markedOf(playground, models)
  let values = valuesIn(location.hash, playground) ?? startValues(playground)

  const controls = new Map<string, Control | LettersControl>()
  const ask = startBackground(
    script,
    playground,
    (answer) => {
      if (answer.kind === 'range') view.rows[answer.output]!.showRange(answer.free, answer.range, answer.exact)
      else if (marked)
        (controls.get(answer.input) as LettersControl).mark(answer.effects, models[marked.output]!.output.name)
    },
    () => {
      for (const row of view.rows)
        for (const free of ['letters', 'number'] as const)
          row.showRange(free, 'not computed: this browser starts no worker')
    },
  )
  const announce = whenStill(700, () => {
    said.textContent = models
      .map((model) => `${model.output.name} ${formatNumber(outputAt(model, values), 'nearest', 3)}`)
      .join(', ')
  })
  const update = (): void => {
    for (const [name, control] of controls) control.show(values[name]!)
    for (const [i, model] of models.entries()) {
      view.rows[i]!.show(outputAt(model, values))
      for (const free of ['letters', 'number'] as const) view.rows[i]!.showRange(free, '…')
    }
    ask({ values, ...defined({ effects: marked }) })
    announce()
  }
  const set = (name: string, value: number | string): void => {
    values = { ...values, [name]: value }
    update()
  }

  for (const [place, input] of playground.inputs.entries()) {
    const { name } = input
    const setOwn = (value: number | string): void => set(name, value)
    controls.set(name, input.kind === 'number' ? numberControl(input, place, setOwn) : lettersControl(input, setOwn))
  }
  const back = button('Back to the start', () => {
    values = startValues(playground)
    update()
  })
  const share = copyButton('Copy a link to this', () => `${location.href.split('#')[0]}${hashOf(values)}`)
  const section = document.querySelector<HTMLElement>('#playground')!
  const elements = Array.from(controls.values(), ({ element }) => element)
  const buttons = make('div', { class: 'play-buttons' }, back, share)
  section.querySelector('#playground-controls')!.append(...elements, buttons)
  section.querySelector('#playground-outputs')!.append(view.element, said)
  section.hidden = false
  update()
  const open = (): void => {
    const linked = valuesIn(location.hash, playground)
    if (!linked) return
    values = linked
    update()
    section.scrollIntoView()
  }
  addEventListener('hashchange', open)
  if (valuesIn(location.hash, playground)) section.scrollIntoView()
  return {
    set(some) {
      for (const input of playground.inputs) {
        const reason = input.name in some ? whyNot(input, some[input.name]) : undefined
        if (reason !== undefined) return `${input.name}: ${reason}`
      }
      values = { ...values, ...some }
      update()
      return undefined
    },
  }
}

/**
 * Letters are marked by what they do to the first output that reads all kinds of inputs, else to the first that reads
 * them.
 */
function markedOf(
  playground: Playground,
  models: ReturnType<typeof modelsOf>,
): { input: string; output: number } | undefined {
  const input = playground.inputs.find(({ kind }) => kind === 'letters')?.name
  if (input === undefined) return undefined
  const reads = [...models.entries()].filter(([, { inputs }]) => inputs.some(({ name }) => name === input))
  const [output] = reads.find(([, model]) => canFree(model)) ?? reads[0] ?? []
  return output === undefined ? undefined : { input, output }
}
