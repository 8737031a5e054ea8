import { OvershootError } from '../../errors.ts'
import { flagOf, type OptionName, type OptionType } from './optionTable.ts'

/**
 * Parses an option's argument. Numbers are plain decimal ones: no leading zeros, exponents, signs of plus, spaces or
 * other bases, which programs read in different ways.
 * @throws USAGE
 */
export function parseOption(name: OptionName, type: OptionType, text: string): string | number {
  const value = parse(type, text)
  if (value !== undefined) return value
  throw new OvershootError('USAGE', `${flagOf(name)}: expected ${describeType(type)}, received ${JSON.stringify(text)}`)
}

/** What a type takes, in words. */
export function describeType(type: OptionType): string {
  if (type.kind === 'integer')
    return type.min === 1 ? 'a whole number from 1' : `a whole number from ${type.min} to ${type.max}`
  if (type.kind === 'number') return `a number above ${type.above}`
  if (type.kind === 'share') return 'a number from 0'
  if (type.kind === 'choice') return type.of.length === 1 ? type.of[0]! : `one of ${type.of.join(', ')}`
  if (type.kind === 'folder') return 'a folder'
  if (type.kind === 'source' || type.kind === 'list') return type.of
  if (type.kind === 'file') return type.orStdout ? 'a file, or - for standard output' : 'a file'
  return 'no argument'
}

const numerals = {
  integer: /^(0|-?[1-9]\d*)$/,
  number: /^-?(0|[1-9]\d*)(\.\d+)?$/,
  share: /^(0|[1-9]\d*)(\.\d+)?$/,
} as const

function parse(type: OptionType, text: string): string | number | undefined {
  switch (type.kind) {
    case 'integer':
    case 'number':
    case 'share': {
      const value = numerals[type.kind].test(text) ? Number(text) : Number.NaN
      return isTaken(type, value) ? value : undefined
    }
    case 'choice':
      return type.of.includes(text) ? text : undefined
    default:
      return text === '' || (type.kind === 'file' && !type.orStdout && text === '-') ? undefined : text
  }
}

function isTaken(type: Extract<OptionType, { kind: keyof typeof numerals }>, value: number): boolean {
  if (type.kind === 'integer') return value >= type.min && value <= type.max
  return value < Infinity && (type.kind === 'share' || value > type.above)
}
