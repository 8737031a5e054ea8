import { OvershootError } from '../../errors.ts'
import { brief, quoted } from '../../files/brief.ts'
import { checkThere } from '../model/checkThere.ts'
import { type AroundSpelling, parseAround } from '../spelling/aroundSpelling.ts'
import { parseStatement, type Statement } from '../spelling/statementSpelling.ts'
import type { CheckRequest } from './checkSource.ts'

/** What is to hold, and what to call it. */
export interface Asked {
  readonly kind: 'always' | 'sometimes' | 'unbounded'
  /** Not for `unbounded`. */
  readonly statement?: Statement
  /** The start of the claim's name, e.g. `always 0 <= y <= 1`. */
  readonly words: string
}

/**
 * What a request says without what is in its files.
 * @throws USAGE for a statement or a radius that cannot be read, one statement twice, and none at all; FILE_UNREADABLE
 * where the model, the property or the table is not there
 */
export function readRequest({ model, options }: CheckRequest): { asked: Asked[]; around: AroundSpelling | undefined } {
  const { always = [], sometimes = [], unbounded = false } = options
  const stated = (kind: 'always' | 'sometimes') => (text: string) => {
    const statement = parsed(`--${kind}`, text, parseStatement)
    return { kind, statement, words: `${kind} ${statement.text}` }
  }
  const asked: Asked[] = [
    ...always.map(stated('always')),
    ...sometimes.map(stated('sometimes')),
    ...(unbounded ? [{ kind: 'unbounded' as const, words: 'unbounded' }] : []),
  ]
  if (options.vnnlib !== undefined) {
    const other =
      asked.length > 0 ? asked[0]!.words : options.input !== undefined ? 'input' : options.around && 'around'
    if (other !== undefined) throw new OvershootError('USAGE', `--vnnlib says all: leave --${brief(other)} out`)
  } else if (asked.length === 0)
    throw new OvershootError(
      'USAGE',
      'nothing is claimed: add --always "0 <= y <= 1", --sometimes "y > 1", --unbounded or --vnnlib property.vnnlib',
    )
  const twice = asked.find(({ words }, i) => asked.findIndex((other) => other.words === words) < i)
  if (twice) throw new OvershootError('USAGE', `--${brief(twice.words)} is stated twice`)
  const around = options.around === undefined ? undefined : parsed('--around', options.around, parseAround)
  checkThere(model, options.vnnlib, options.register, around?.path)
  return { asked, around }
}

function parsed<Value>(flag: string, text: string, parse: (text: string) => Value): Value {
  try {
    return parse(text)
  } catch (error) {
    throw new OvershootError('USAGE', `${flag} ${quoted(text, 120)}: ${(error as Error).message}`, { cause: error })
  }
}
