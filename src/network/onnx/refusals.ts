import { type OvershootError, OvershootError as Failure, unexpected } from '../../errors.ts'
import { brief } from '../../files/brief.ts'

/** A file that is read, but is no model or one that means nothing, or more than fits into memory. */
export function invalid(expected: string, name: string, value: unknown, hint?: string): OvershootError {
  return unexpected({
    api: 'readOnnx',
    expected,
    name: brief(name, 120),
    value: typeof value === 'string' ? brief(value, 120) : value,
    ...(hint === undefined ? {} : { hint }),
    code: 'MODEL_INVALID',
  })
}

/** A model that means something which networks cannot say here: `what` as a noun phrase, e.g. `the operator Loop`. */
export function unsupported(node: string, what: string, hint: string): OvershootError {
  return new Failure('OPERATOR_UNSUPPORTED', `readOnnx: node ${node}: ${what} cannot be read. ${hint}`)
}
