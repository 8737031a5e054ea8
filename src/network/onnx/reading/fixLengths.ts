import { OvershootError } from '../../../errors.ts'
import { brief } from '../../../files/brief.ts'
import type { Shape } from '../../layers/layer.ts'
import type { ValueMessage } from '../file/messages.ts'

/**
 * Shapes of inputs by their names, or what tells them where more than a batch is open; `isOnly`: the model has no other
 * input.
 */
export type InputShapes = Readonly<Record<string, Shape>> | ((name: string, isOnly: boolean) => Shape | undefined)

/** What of an input matters here: lengths are named, undefined or not above 0 where the file leaves them open. */
type Input = Pick<ValueMessage, 'name' | 'shape'>

/**
 * Inputs with the lengths that are stated in the place of those that the file leaves open. Shapes are those of a case,
 * without the batch dimension, or have as many lengths as the file's.
 * @throws ARGUMENT_INVALID for an input that is not there, and for lengths that are not the file's
 */
export function fixLengths<T extends Input>(inputs: readonly T[], shapes: InputShapes): T[] {
  const stated = typeof shapes === 'function' ? askedFor(inputs, shapes) : new Map(Object.entries(shapes))
  const unknown = [...stated.keys()].find((name) => !inputs.some((input) => input.name === name))
  if (unknown !== undefined) throw misfit(`shapes: the model has no input ${brief(unknown, 120)}`)
  return inputs.map((input) => {
    const given = stated.get(input.name)
    return given === undefined ? input : { ...input, shape: fixed(input, given) }
  })
}

/** Those that more than a batch is open of. */
function askedFor(
  inputs: readonly Input[],
  shapeOf: Extract<InputShapes, (...given: never[]) => unknown>,
): Map<string, Shape | undefined> {
  const open = inputs.filter(({ shape }) => shape === undefined || !shape.slice(1).every(isFixed))
  return new Map(open.map(({ name }) => [name, shapeOf(name, inputs.length === 1)]))
}

function fixed({ name, shape }: Input, given: Shape): Input['shape'] {
  if (!given.every((length) => Number.isInteger(length) && length > 0))
    throw misfit(`shapes: expected whole numbers from 1 for ${brief(name, 120)}, received [${given.join(', ')}]`)
  // Not even the rank is known: the first axis is a batch.
  const own = shape ?? [undefined, ...given.map(() => undefined)]
  const before = own.length - given.length
  const fits =
    (before === 0 || (before === 1 && (!isFixed(own[0]) || own[0] === 1))) &&
    given.every((length, i) => !isFixed(own[before + i]) || own[before + i] === length)
  if (!fits) {
    const stated = own.map((length) => (isFixed(length) ? length : 'open'))
    throw misfit(`shapes: [${given.join(', ')}] does not fit input ${brief(name, 120)}, [${stated.join(', ')}]`)
  }
  return [...own.slice(0, before), ...given]
}

function isFixed(length: number | string | undefined): boolean {
  return typeof length === 'number' && length > 0
}

function misfit(message: string): OvershootError {
  return new OvershootError('ARGUMENT_INVALID', `loadOnnx: ${message}`)
}
