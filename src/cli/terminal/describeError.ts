import { OvershootError, reasonOf } from '../../errors.ts'
import { brief, quoted } from '../../files/brief.ts'

/** Characters that the message of an error may have. */
const LONGEST = 2000

/**
 * Is an error one that the user can mend, not a fault of Overshoot itself? By name as well: a claims module may have
 * loaded another copy of the package.
 */
export function isMendable(error: unknown): error is OvershootError {
  const isOwn =
    error instanceof OvershootError || (error instanceof Error && error.name === 'OvershootError' && 'code' in error)
  return isOwn && (error as OvershootError).code !== 'INTERNAL'
}

/**
 * An error's message as one line that leaves the terminal alone, whatever parsers and module loaders put into theirs.
 */
export function messageOf(error: unknown): string {
  const text = reasonOf(error)
  return brief(text.trim().replaceAll(/\s*\n\s*/g, ' '), LONGEST)
}

/** The stable name of what went wrong. */
export function codeOf(error: unknown): OvershootError['code'] {
  return isMendable(error) ? error.code : 'INTERNAL'
}

/**
 * What happened, for the terminal, and to which claim: of a fault of Overshoot itself its stack. Ends with a newline.
 */
export function describeError(error: unknown, claim?: string): string {
  const named = claim === undefined ? '' : `claim ${quoted(claim, 300)}: `
  if (isMendable(error)) {
    const message = messageOf(error)
    return `overshoot: ${message.startsWith(named) ? '' : named}${message} [${error.code}]\n`
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return `overshoot: ${named}internal error, please report it: ${text}\n`
}
