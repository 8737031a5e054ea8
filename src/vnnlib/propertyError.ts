import { type ErrorCode, OvershootError } from '../errors.ts'

/** Makes errors about places in a text. */
export type Refuse = (at: number, reason: string, code?: ErrorCode) => OvershootError

/** Errors that name the line and the column of what is wrong in `text`, both counted from 1. */
export function refusalsIn(text: string, source: string): Refuse {
  return (at, reason, code = 'PROPERTY_INVALID') => {
    const before = text.slice(0, at)
    const line = before.split('\n').length
    const column = at - before.lastIndexOf('\n')
    return new OvershootError(code, `${source}: line ${line}, column ${column}: ${reason}`)
  }
}
