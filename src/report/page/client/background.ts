import type { Playground } from '../reportData.ts'
import { modelsOf, type Model, outputAt } from './models.ts'
import { canFree, type Certified, exactRange, type Free, quickRange } from './ranges.ts'
import type { Values, LettersInput } from './values.ts'
import { codePoints } from '../codePoints.ts'

/** What is to be computed: the ranges around these values, and how much each letter matters to an output. */
export interface Question {
  readonly values: Values
  /** Letters of which input matter how much to which output. */
  readonly effects?: { readonly input: string; readonly output: number }
}

/** One thing that was computed, for the question asked last. */
export type Answer =
  | {
      readonly kind: 'range'
      readonly output: number
      readonly free: Free
      readonly range: Certified
      readonly exact: boolean
    }
  | { readonly kind: 'effects'; readonly input: string; readonly effects: Float64Array }

interface Step {
  /** Milliseconds to wait for a newer question before. */
  readonly patience?: number
  readonly run: () => void
}

/** What takes some tenths of a second has to wait until nobody drags a slider. */
const PATIENCE = 150

/** Answers questions step by step, quick things first; a new question takes the place of the old one. */
function answerer(playground: Playground, answer: (one: Answer) => void): (question: Question) => void {
  const models = modelsOf(playground)
  let asked: Question | undefined
  const work = async (question: Question): Promise<void> => {
    for (const { patience = 0, run } of stepsOf(question)) {
      // Lets a newer question in.
      await new Promise((resolve) => setTimeout(resolve, patience))
      if (asked !== question) return
      run()
    }
  }
  function* stepsOf({ values, effects }: Question): Generator<Step> {
    const { backend, inputs } = playground
    const both = [...models.entries()].filter(([, model]) => canFree(model))
    for (const [output, model] of both)
      for (const free of ['letters', 'number'] as const)
        yield {
          run: () =>
            answer({ kind: 'range', output, free, range: quickRange(model, values, free, backend), exact: false }),
        }
    for (const input of inputs)
      if (input.name === effects?.input && input.kind === 'letters')
        yield {
          run: () =>
            answer({ kind: 'effects', input: input.name, effects: effectsOf(models[effects.output]!, input, values) }),
        }
    for (const [output, model] of both)
      yield {
        patience: PATIENCE,
        run: () => {
          const range = exactRange(model, values, backend)
          if (range) answer({ kind: 'range', output, free: 'letters', range, exact: true })
        },
      }
  }
  return (question) => {
    asked = question
    void work(question)
  }
}

/** What a page says to its worker: the playground once, then questions. */
type Message = { readonly playground: Playground } | { readonly question: Question }

/** The worker's side. */
export function serve(): void {
  let ask: ((question: Question) => void) | undefined
  addEventListener('message', ({ data }: MessageEvent<Message>) => {
    if ('playground' in data) ask = answerer(data.playground, (one) => postMessage(one))
    else ask?.(data.question)
  })
}

/**
 * The page's side: a worker that runs the page's own script, so that dragging a slider is never slowed down by proofs.
 * `failed` is told where browsers start no workers.
 */
export function startBackground(
  script: string,
  playground: Playground,
  answer: (one: Answer) => void,
  failed: (reason: string) => void,
): (question: Question) => void {
  const address = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }))
  const worker = new Worker(address)
  const post = (message: Message): void => worker.postMessage(message)
  worker.addEventListener('message', ({ data }: MessageEvent<Answer>) => answer(data))
  worker.addEventListener('error', ({ message }) => failed(message))
  post({ playground })
  return (question) => post({ question })
}

/**
 * How far the output would move with another letter: [position, letter] in the alphabet's order, 0 for the letter that
 * is there.
 */
function effectsOf(model: Model, input: LettersInput, values: Values): Float64Array {
  const letters = codePoints(input.alphabet)
  const string = codePoints(String(values[input.name]))
  const now = outputAt(model, values)
  const effects = new Float64Array(string.length * letters.length)
  for (let i = 0; i < string.length; i++)
    for (const [k, letter] of letters.entries())
      if (letter !== string[i]) {
        const other = string.with(i, letter).join('')
        effects[i * letters.length + k] = outputAt(model, { ...values, [input.name]: other }) - now
      }
  return effects
}
