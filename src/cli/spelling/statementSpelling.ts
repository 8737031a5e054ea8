import { above, atLeast, atMost, below, type OutputSet, within } from '../../claim/set.ts'
import { quoted } from '../../files/brief.ts'
import { statementForms } from './forms.ts'
import { isTooLarge, isTooSmall, readNumber } from './readNumber.ts'

/** What a command line says of the outputs. */
export interface Statement {
  /** As it was written, with one space around each sign: what the claim is called by. */
  readonly text: string
  /** What stands for the output: `y`, or a name that must be the output's. */
  readonly variable: string
  readonly set: OutputSet
}

const signs = new Set(['<=', '<', '>=', '>'])

/** Reads a statement about one output between one bound or two. @throws Error that says what is wrong */
export function parseStatement(written: string): Statement {
  const parts = written.split(/(<=|>=|<|>)/).map((part) => part.trim())
  const text = parts.join(' ')
  if (/=/.test(parts.filter((part) => !signs.has(part)).join(' ')))
    throw new Error('the signs are <, <=, > and >=; "1 <= y <= 1" says that it equals 1')
  const [terms, between] = [parts.filter((_, i) => i % 2 === 0), parts.filter((_, i) => i % 2 === 1)]
  const values = terms.map(readBound)
  const at = values.indexOf(undefined)
  const variable = terms[at]
  const isOne = at >= 0 && values.lastIndexOf(undefined) === at
  if (!isOne || variable === '' || terms.length < 2 || terms.length > 3 || (terms.length === 3 && at !== 1))
    throw new Error(`expected ${statementForms}`)
  if (between.length === 2 && between[0]![0] !== between[1]![0])
    throw new Error(`its signs point in two ways: expected ${statementForms}`)
  // Written from the least to the greatest, as with < and <=.
  const isFalling = between[0]!.startsWith('>')
  const [lo, hi] = isFalling ? [values[at + 1], values[at - 1]] : [values[at - 1], values[at + 1]]
  const [loSign, hiSign] = isFalling ? [between[at], between[at - 1]] : [between[at - 1], between[at]]
  const ends = { lo: loSign?.length === 1, hi: hiSign?.length === 1 }
  if (isEmpty(lo, hi, ends)) throw new Error('no number is so')
  return { text, variable: variable!, set: setOf(lo, hi, ends) }
}

interface Open {
  readonly lo: boolean
  readonly hi: boolean
}

function isEmpty(lo: number | undefined, hi: number | undefined, open: Open): boolean {
  return (
    (lo ?? -Infinity) > (hi ?? Infinity) ||
    (lo === hi && (open.lo || open.hi)) ||
    (lo === Infinity && open.lo) ||
    (hi === -Infinity && open.hi)
  )
}

function setOf(lo: number | undefined, hi: number | undefined, open: Open): OutputSet {
  if (lo === undefined) return open.hi ? below(hi!) : atMost(hi!)
  if (hi === undefined) return open.lo ? above(lo) : atLeast(lo)
  return within(lo, hi, { open: open.lo === open.hi ? open.lo : open.lo ? 'lo' : 'hi' })
}

function readBound(text: string): number | undefined {
  if (isTooLarge(text)) throw new Error(`${quoted(text)} is past all numbers: write Infinity, or none`)
  if (isTooSmall(text)) throw new Error(`${quoted(text)} is nearer to 0 than all numbers: write 0`)
  return text === 'Infinity' ? Infinity : text === '-Infinity' ? -Infinity : readNumber(text)
}
