import { spellNumber } from './spellNumber.ts'

/** Objects of plain values stay on one line up to this many characters. */
const ONE_LINE = 100

/**
 * Plain data as JSON for people and programs: indented, arrays of numbers (or of arrays of numbers) and short objects
 * of plain values on one line, a newline at the end. A number that JSON lacks is the string "NaN", "Infinity" or
 * "-Infinity"; negative zero, which JSON.parse keeps and JSON.stringify does not, is the string "-0".
 */
export function printJson(value: unknown): string {
  return `${print(value, '')}\n`
}

function print(value: unknown, indent: string): string {
  if (typeof value === 'number') return JSON.stringify(spellNumber(value))
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const inner = `${indent}  `
  if (Array.isArray(value)) {
    if (value.every((item) => typeof item === 'number' || isNumbers(item)))
      return `[${value.map((item) => print(item, inner)).join(', ')}]`
    return `[\n${value.map((item) => inner + print(item, inner)).join(',\n')}\n${indent}]`
  }
  const entries = Object.entries(value).filter(([, item]) => item !== undefined)
  if (entries.length === 0) return '{}'
  const printed = entries.map(([key, item]) => `${JSON.stringify(key)}: ${print(item, inner)}`)
  const line = `{ ${printed.join(', ')} }`
  const plain = entries.every(([, item]) => typeof item !== 'object' || item === null)
  if (plain && line.length <= ONE_LINE) return line
  return `{\n${printed.map((item) => inner + item).join(',\n')}\n${indent}}`
}

function isNumbers(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === 'number')
}
