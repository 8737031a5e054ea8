import { styleText } from 'node:util'

export type Colour = 'green' | 'red' | 'yellow' | 'dim' | 'bold'

/** Puts a colour on a text, or leaves it as it is. */
export type Paint = (colour: Colour, text: string) => string

/**
 * What a stream and the environment want: https://no-color.org, and `FORCE_COLOR` as Node reads it, which goes first.
 */
export function wantsColour(
  stream: { isTTY?: boolean },
  environment: Readonly<Record<string, string | undefined>>,
): boolean {
  const force = environment['FORCE_COLOR']
  if (force !== undefined) return force !== '0' && force !== 'false'
  if (environment['NO_COLOR']) return false
  return stream.isTTY === true && environment['TERM'] !== 'dumb'
}

export function painter(colour: boolean): Paint {
  // Whether to colour was decided for the stream that is written to; styleText would ask standard output.
  return colour ? (name, text) => styleText(name, text, { validateStream: false }) : (_, text) => text
}
