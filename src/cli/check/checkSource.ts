import { defined } from '../../defined.ts'
import { quoteWord, splitWords } from '../../files/quoteWord.ts'
import { portable } from '../../files/portable.ts'
import { flagOf, type OptionValues } from '../options/optionTable.ts'

/** The options that say what is claimed, in the order in which a command line has them. */
const statedOptions = [
  'input',
  'always',
  'sometimes',
  'unbounded',
  'around',
  'vnnlib',
  'batch',
  'output',
  'register',
  'round',
] as const

/** Those, and what else is of the claim: all that `overshoot check` takes beside the options of `verifyClaims`. */
export const claimOptions: readonly (keyof CheckRequest['options'])[] = [...statedOptions, 'demand', 'expect']

/** What `overshoot check` is asked: a model's file and what is claimed of it. */
export interface CheckRequest {
  readonly model: string
  readonly options: Pick<OptionValues, (typeof statedOptions)[number] | 'demand' | 'expect'>
}

const START = 'overshoot check '

/** The command line that states these claims again, as counterexamples keep it for their replay. */
export function toSource({ model, options: { vnnlib, register, ...others } }: CheckRequest): string {
  const [property, module] = [vnnlib, register].map((path) => (path === undefined ? undefined : portable(path)))
  const options = { ...others, ...defined({ vnnlib: property, register: module }) }
  // The folder that this runs in has no name.
  const path = portable(model) || '.'
  const words = [
    // It must not pass for an option.
    path.startsWith('-') ? `./${path}` : path,
    ...statedOptions.flatMap((name) => wordsOf(flagOf(name), options[name])),
  ]
  return START + words.map(quoteWord).join(' ')
}

/** An option as the command line has it: once for each item of a list, nothing where it is not given. */
function wordsOf(flag: string, value: string | number | boolean | readonly string[] | undefined): string[] {
  if (value === undefined || value === false) return []
  if (value === true) return [flag]
  return [value].flat().flatMap((one) => [flag, String(one)])
}

/**
 * The arguments of the command line that a source is, without the program's name; undefined for the path of a module.
 */
export function fromSource(source: string): string[] | undefined {
  return source.startsWith(START) ? splitWords(source)?.slice(1) : undefined
}

/** A source as counterexamples keep it: a command line as it is, the path of a module from here. */
export function storedSource(source: string): string {
  return source.startsWith(START) ? source : portable(source)
}
