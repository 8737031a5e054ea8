import { quoteWord, splitWords } from '../../files/quoteWord.ts'
import type { OptionValues } from '../options/optionTable.ts'
import { portable } from '../../files/portable.ts'

/** What `overshoot check` is asked: a model's file and what is claimed of it. */
export interface CheckRequest {
  readonly model: string
  readonly options: Pick<
    OptionValues,
    'input' | 'always' | 'sometimes' | 'unbounded' | 'around' | 'vnnlib' | 'batch' | 'round' | 'demand' | 'expect'
  >
}

const START = 'overshoot check '

/** The command line that states these claims again, as counterexamples keep it for their replay. */
export function toSource({ model, options }: CheckRequest): string {
  const { input = [], always = [], sometimes = [], unbounded = false, around, vnnlib, batch, round = false } = options
  // The folder that this runs in has no name.
  const path = portable(model) || '.'
  const words = [
    // It must not pass for an option.
    path.startsWith('-') ? `./${path}` : path,
    ...input.flatMap((one) => ['--input', one]),
    ...always.flatMap((one) => ['--always', one]),
    ...sometimes.flatMap((one) => ['--sometimes', one]),
    ...(unbounded ? ['--unbounded'] : []),
    ...(around === undefined ? [] : ['--around', around]),
    ...(vnnlib === undefined ? [] : ['--vnnlib', portable(vnnlib)]),
    ...(batch === undefined ? [] : ['--batch', String(batch)]),
    ...(round ? ['--round'] : []),
  ]
  return START + words.map(quoteWord).join(' ')
}

/** The arguments of the command line that a source is, without the program's name; undefined for the path of a module. */
export function fromSource(source: string): string[] | undefined {
  return source.startsWith(START) ? splitWords(source)?.slice(1) : undefined
}

/** A source as counterexamples keep it: a command line as it is, the path of a module from here. */
export function storedSource(source: string): string {
  return source.startsWith(START) ? source : portable(source)
}
