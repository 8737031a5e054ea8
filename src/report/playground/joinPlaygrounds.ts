import { defined } from '../../defined.ts'
import { isDeepStrictEqual } from 'node:util'
import { codePoints } from '../page/codePoints.ts'
import type { Playground, PlaygroundInput, PlaygroundOutput } from '../page/reportData.ts'
import { describeLeftOut, ROOM } from './leftOut.ts'

/**
 * One playground of several that were collected apart, those of the first one's backend. Inputs of one name that run
 * elsewhere become two, as do models of one name that compute something else; a model that is there twice keeps the
 * closer bounds, as both are sound.
 * @param alphabets the letters of one-hot inputs, by the names that these have, for those that are written in digits
 */
export function joinPlaygrounds(
  all: readonly Playground[],
  alphabets: Readonly<Record<string, string>> = {},
): Playground | undefined {
  const [first] = all
  if (first === undefined) return undefined
  const { backend } = first
  const inputs = new Map<string, PlaygroundInput>()
  const outputs = new Map<string, PlaygroundOutput>()
  const captions = new Set<string>()
  const leftOut: string[] = []
  let room = ROOM
  for (const one of all.filter((other) => other.backend === backend)) {
    if (one.caption !== undefined) captions.add(one.caption)
    const names = new Map(one.inputs.map((input) => [input.name, placeInput(inputs, inLetters(input, alphabets))]))
    for (const output of one.outputs) {
      const own = { ...output, inputs: output.inputs.map((name) => names.get(name)!) }
      const size = JSON.stringify(own.network).length
      const { name, there } = placeOf(outputs, own, isSameModel)
      if (there) outputs.set(name, closer(there, own))
      else if (size > room) leftOut.push(`${name} (too large)`)
      else {
        room -= size
        outputs.set(name, { ...own, name })
      }
    }
  }
  if (leftOut.length > 0) captions.add(describeLeftOut(leftOut))
  const used = new Set(Array.from(outputs.values()).flatMap((output) => output.inputs))
  return {
    ...(captions.size > 0 && { caption: [...captions].join(' ') }),
    backend,
    inputs: Array.from(inputs.values()).filter(({ name }) => used.has(name)),
    outputs: [...outputs.values()],
  }
}

/** Puts an input among those of the page, where it is not yet, and tells its name there. */
function placeInput(inputs: Map<string, PlaygroundInput>, input: PlaygroundInput): string {
  const { name } = placeOf(inputs, input, (one, other) => isDeepStrictEqual({ ...one, name: other.name }, other))
  inputs.set(name, { ...input, name })
  return name
}

/** The first name that nothing else has, and what is the same and has it, if anything. */
function placeOf<Named extends { readonly name: string }>(
  all: ReadonlyMap<string, Named>,
  own: Named,
  isSame: (one: Named, other: Named) => boolean,
): { name: string; there: Named | undefined } {
  for (let count = 1; ; count++) {
    const name = count === 1 ? own.name : `${own.name}_${count}`
    const there = all.get(name)
    if (there === undefined || isSame(there, own)) return { name, there }
  }
}

function isSameModel(one: PlaygroundOutput, other: PlaygroundOutput): boolean {
  return isDeepStrictEqual([one.network, one.inputs], [other.network, other.inputs])
}

/** One model over the same inputs, of which two things are known. */
function closer(one: PlaygroundOutput, other: PlaygroundOutput): PlaygroundOutput {
  const [[lo, hi], [from, to]] = [one.certified, other.certified]
  const { claimed, open } = one.claimed ? one : other
  return { ...one, certified: [Math.max(lo, from), Math.min(hi, to)], ...defined({ claimed, open }) }
}

/** An input whose letters are digits, in the alphabet's own. */
function inLetters(input: PlaygroundInput, alphabets: Readonly<Record<string, string>>): PlaygroundInput {
  if (input.kind !== 'letters' || !Object.hasOwn(alphabets, input.name)) return input
  const [places, letters] = [codePoints(input.alphabet), codePoints(alphabets[input.name]!)]
  if (letters.length !== places.length) return input
  const start = codePoints(input.start).map((digit) => letters[places.indexOf(digit)]!)
  return { ...input, alphabet: letters.join(''), start: start.join('') }
}
