import type { Model } from './models.ts'
import { outputAt } from './models.ts'
import type { LettersInput, Values } from './values.ts'

/** How far the output would move with another letter: [position, letter] in the alphabet's order, 0 for the letter that is there. */
export function effectsOf(model: Model, input: LettersInput, values: Values): Float64Array {
  const letters = Array.from(input.alphabet)
  const string = String(values[input.name])
  const now = outputAt(model, values)
  const effects = new Float64Array(string.length * letters.length)
  for (let i = 0; i < string.length; i++)
    for (const [k, letter] of letters.entries())
      if (letter !== string[i]) {
        const other = string.slice(0, i) + letter + string.slice(i + 1)
        effects[i * letters.length + k] = outputAt(model, { ...values, [input.name]: other }) - now
      }
  return effects
}
