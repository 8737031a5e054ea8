import type { Playground } from '../reportData.ts'
import { startValues, type Values, whyNot } from './values.ts'

const PREFIX = '#playground?'

/** The part of an address that stands for what is set. */
export function hashOf(values: Values): string {
  const entries = Object.entries(values).map(([name, value]): [string, string] => [name, String(value)])
  return `${PREFIX}${new URLSearchParams(entries)}`
}

/**
 * What such a part stands for; what it does not name, or what cannot be set, is as at the start. Undefined for other
 * addresses.
 */
export function valuesIn(hash: string, playground: Playground): Values | undefined {
  if (!hash.startsWith(PREFIX)) return undefined
  const given = new URLSearchParams(hash.slice(PREFIX.length))
  const values: Record<string, number | string> = { ...startValues(playground) }
  for (const input of playground.inputs) {
    const text = given.get(input.name)
    const value = input.kind === 'number' && text?.trim() ? Number(text) : text
    if (value !== null && value !== undefined && whyNot(input, value) === undefined) values[input.name] = value
  }
  return values
}
