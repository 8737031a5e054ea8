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

function parse(type: OptionType, text: string): string | number | undefined {
  if (type.kind === 'integer') {
    const value = /^(0|-?[1-9]\d*)$/.test(text) ? Number(text) : Number.NaN
    return value >= type.min && value <= type.max ? value : undefined
  }
  if (type.kind === 'number') {
    const value = /^-?(0|[1-9]\d*)(\.\d+)?$/.test(text) ? Number(text) : Number.NaN
    return value > type.above && value < Infinity ? value : undefined
  }
  if (type.kind === 'share') {
    const value = /^(0|[1-9]\d*)(\.\d+)?$/.test(text) ? Number(text) : Number.NaN
    return value < Infinity ? value : undefined
  }
  if (type.kind === 'choice') return type.of.includes(text) ? text : undefined
  if (type.kind === 'file' && !type.orStdout && text === '-') return undefined
  return text === '' ? undefined : text
}
