import { codePoints } from '../codePoints.ts'
import type { Playground, PlaygroundInput } from '../reportData.ts'

/** What the playground's inputs are set to: numbers, and strings of letters, by input name. */
export type Values = Readonly<Record<string, number | string>>

export type NumberInput = Extract<PlaygroundInput, { readonly kind: 'number' }>
export type LettersInput = Extract<PlaygroundInput, { readonly kind: 'letters' }>

export function startValues({ inputs }: Playground): Values {
  return Object.fromEntries(inputs.map(({ name, start }) => [name, start]))
}

/** Why an input cannot be set to a value, in words; undefined where it can. */
export function whyNot(input: PlaygroundInput, value: unknown): string | undefined {
  if (input.kind === 'number') {
    const { lo, hi } = input
    return typeof value === 'number' && value >= lo && value <= hi
      ? undefined
      : `a number from ${lo} to ${hi} is needed`
  }
  const text = codePoints(String(value))
  const alphabet = codePoints(input.alphabet)
  const odd = text.findIndex((letter) => !alphabet.includes(letter))
  if (odd >= 0) return `letter ${odd + 1} is ${JSON.stringify(text[odd])}; only ${alphabet.join(', ')} can be set`
  const { length } = codePoints(input.start)
  return text.length === length ? undefined : `${length} letters are needed, these are ${text.length}`
}

/** The row of numbers that a model gets for an input that is set to `value`. */
export function rowOf(input: PlaygroundInput, value: number | string): Float32Array<ArrayBuffer> {
  if (input.kind === 'number') return Float32Array.of(Number(value))
  const alphabet = codePoints(input.alphabet)
  const row = new Float32Array(codePoints(input.start).length * alphabet.length)
  for (const [i, letter] of codePoints(String(value)).entries()) row[i * alphabet.length + alphabet.indexOf(letter)] = 1
  return row
}
