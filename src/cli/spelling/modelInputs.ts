import type { tf } from '../../backend/tf.ts'
import { type ErrorCode, OvershootError } from '../../errors.ts'
import { brief } from '../../files/brief.ts'
import { quoteWord } from '../../files/quoteWord.ts'
import { inputNames } from '../../network/inputNames.ts'

/** An input as the model's file has it. */
export interface ModelInput {
  readonly name: string
  /** Without the batch dimension; null where any length will do. */
  readonly shape: readonly (number | null)[]
}

/** How many inputs a message lists. */
const LISTED = 8

/** In the model's input order. */
export function modelInputs(model: tf.LayersModel): ModelInput[] {
  return inputNames(model).map((name, i) => ({ name, shape: model.inputs[i]!.shape.slice(1) }))
}

/** Does the input look as if it took sequences of letters? A guess from its shape: up to 26 letters. */
export function looksOneHot({ shape }: ModelInput): boolean {
  const [length, letters, ...more] = shape
  return more.length === 0 && length !== 1 && typeof letters === 'number' && letters >= 2 && letters <= 26
}

/**
 * The error for an option that does not fit the model: why, the inputs that the model has, and a spelling that would
 * do.
 */
export function inputError(inputs: readonly ModelInput[], reason: string, code: ErrorCode = 'USAGE'): OvershootError {
  const more = inputs.length > LISTED ? `, and ${inputs.length - LISTED} more` : ''
  const shown = inputs.slice(0, LISTED)
  const has = shown
    .map(({ name, shape }) => `${brief(name, 60)} [${shape.map((side) => side ?? 'any').join(', ')}]`)
    .join(', ')
  const example = shown.map((input) => `--input ${brief(quoteWord(`${input.name}=${exampleFor(input)}`), 80)}`)
  return new OvershootError(
    code,
    `${reason}. The model's inputs: ${has}${more}. For example: ${example.join(' ')}${more === '' ? '' : ' …'}`,
  )
}

function exampleFor(input: ModelInput): string {
  const sides = input.shape.map((side) => side ?? 10)
  const shape = input.shape.includes(null) ? `:${sides.join('x')}` : ''
  return `${looksOneHot(input) ? 'onehot' : '-1..1'}${shape}`
}
