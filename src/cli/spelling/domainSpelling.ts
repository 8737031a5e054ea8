import { defined } from '../../defined.ts'
import { OvershootError } from '../../errors.ts'
import { quoted } from '../../files/brief.ts'
import { splitColumns } from './columnsSpelling.ts'
import { domainForms } from './forms.ts'
import { isTooLarge, isTooSmall, readNumber } from './readNumber.ts'

/** A domain as it is written on a command line, before it meets the input that it is for. */
export type DomainSpelling =
  /** `-25..20`: every number of the input from `lo` to `hi`. */
  | { readonly kind: 'range'; readonly lo: number; readonly hi: number; readonly shape?: readonly number[] }
  /** `5`: every number of the input is the float32 nearest to this. */
  | { readonly kind: 'value'; readonly value: number; readonly shape?: readonly number[] }
  /** `finite`: any finite float32. */
  | { readonly kind: 'finite'; readonly shape?: readonly number[] }
  /** `onehot`, `onehot:60x4`, `onehot:ACGT`: sequences of letters; the alphabet gives them names. */
  | { readonly kind: 'onehot'; readonly shape?: readonly number[]; readonly alphabet?: string }
  /** `range-of:rows.csv#dplus`: from the least to the greatest number of a column, for each number of the input. */
  | { readonly kind: 'range-of'; readonly path: string; readonly columns?: string }

const SHAPE = /^[1-9]\d{0,8}(x[1-9]\d{0,8}){0,7}$/

/** Reads a domain. @throws Error that says what is wrong; with the code DOMAIN_EMPTY for ends in the wrong order */
export function parseDomain(text: string): DomainSpelling {
  if (text.startsWith('range-of:')) {
    const { path, columns } = splitColumns(text.slice('range-of:'.length))
    if (path === '') throw new Error('range-of names no file')
    return { kind: 'range-of', path, ...defined({ columns }) }
  }
  if (/^onehot(:|$)/.test(text)) return parseOneHot(text.slice('onehot'.length))
  const [set, size, ...more] = text.split(':') as [string, ...string[]]
  if (more.length > 0) throw new Error(`expected ${domainForms}`)
  const shape = size === undefined ? {} : { shape: parseShape(size) }
  if (set === 'finite') return { kind: 'finite', ...shape }
  const [from, ...to] = set.split('..') as [string, ...string[]]
  const [lo, hi] = [parseEnd(from), to.length === 1 ? parseEnd(to[0]!) : undefined]
  if (hi === undefined && to.length === 0) return { kind: 'value', value: lo, ...shape }
  if (hi === undefined) throw new Error(`expected ${domainForms}`)
  if (lo > hi) throw new OvershootError('DOMAIN_EMPTY', `${quoted(set, 120)} is empty: write ${hi}..${lo}`)
  return { kind: 'range', lo, hi, ...shape }
}

function parseOneHot(rest: string): DomainSpelling {
  const [, first, second] = /^(?::((?:[1-9]\d{0,8})(?:x[1-9]\d{0,8})+))?(?::([^]+))?$/.exec(rest) ?? [undefined, '', '']
  if (first === '' || /^\d+[^\d]\d+$/.test(second ?? ''))
    throw new Error('expected onehot, onehot:60x4, onehot:ACGT or onehot:60x4:ACGT')
  const shape = first === undefined ? undefined : parseShape(first)
  if (shape !== undefined && shape.length !== 2) throw new Error('onehot takes length and letters, as in onehot:60x4')
  const letters = Array.from(second ?? '')
  if (new Set(letters).size < letters.length)
    throw new Error(`two letters of the alphabet ${quoted(second!)} are the same`)
  if (shape !== undefined && second !== undefined && letters.length !== shape[1])
    throw new Error(`the alphabet ${quoted(second)} has ${letters.length} letters, not ${shape[1]}`)
  return { kind: 'onehot', ...defined({ shape, alphabet: second }) }
}

function parseShape(text: string): number[] {
  if (!SHAPE.test(text)) throw new Error(`expected a shape such as 60x4, received ${quoted(text)}`)
  return text.split('x').map(Number)
}

function parseEnd(text: string): number {
  const value = readNumber(text)
  if (value !== undefined) return value
  if (/^[+-]?inf(inity)?$/i.test(text)) throw new Error('an end has to be a finite number; finite takes all of them')
  if (isTooLarge(text)) throw new Error(`${quoted(text)} is past all numbers; finite takes all that there are`)
  if (isTooSmall(text)) throw new Error(`${quoted(text)} is nearer to 0 than all numbers: write 0`)
  throw new Error(`expected ${domainForms}`)
}
