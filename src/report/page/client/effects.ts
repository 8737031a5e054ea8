import { codePoints } from '../codePoints.ts'
import type { Model } from './models.ts'
import { outputAt } from './models.ts'
import type { LettersInput, Values } from './values.ts'

/**
 * How far the output would move with another letter: [position, letter] in the alphabet's order, 0 for the letter that
 * is there.
 */
export function effectsOf(model: Model, input: LettersInput, values: Values): Float64Array {
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
