import { z } from 'zod'
import type { Verdict } from '../claim/verdict.ts'
import { OvershootError } from '../errors.ts'
import { spellNumber, verdictSchema } from './verdictSchema.ts'

/** What a verdict file holds, and whatever its writer puts beside it. */
interface VerdictFile {
  readonly verdicts: readonly Verdict[]
  readonly [beside: string]: unknown
}

const fileSchema = z.object({ verdicts: z.array(verdictSchema) })

/**
 * Verdicts as JSON for people and programs: indented, arrays of numbers on one line, a newline at the end. A number that
 * JSON lacks is the string "NaN", "Infinity" or "-Infinity"; negative zero, which JSON.parse keeps and JSON.stringify
 * does not, is the string "-0". `fromJson` reads every number back with its bits.
 */
export function toJson(file: VerdictFile): string {
  return `${print(file, '')}\n`
}

/** Reads what `toJson` wrote. `source` names it in errors. @throws FILE_UNREADABLE where it holds anything else */
export function fromJson(text: string, source = 'verdicts'): { verdicts: Verdict[] } {
  let data: unknown
  try {
    data = JSON.parse(text)
  } catch (error) {
    throw new OvershootError('FILE_UNREADABLE', `${source}: not JSON: ${(error as Error).message}`, { cause: error })
  }
  const result = fileSchema.safeParse(data)
  if (result.success) return result.data
  const [issue] = result.error.issues
  throw new OvershootError(
    'FILE_UNREADABLE',
    `${source}: not a file of verdicts: ${issue?.path.join('.') || 'at the top'}: ${issue?.message ?? ''}`,
    { cause: result.error },
  )
}

/** A verdict as data that every JSON writer keeps whole: what crosses from a vitest worker to a reporter. */
export function toPlain(verdict: Verdict): unknown {
  return JSON.parse(print(verdict, ''))
}

/** Reads what `toPlain` made; undefined for anything else. */
export function fromPlain(data: unknown): Verdict | undefined {
  return verdictSchema.safeParse(data).data
}

function print(value: unknown, indent: string): string {
  if (typeof value === 'number') return JSON.stringify(spellNumber(value))
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const inner = `${indent}  `
  if (Array.isArray(value)) {
    if (value.every((item) => typeof item === 'number'))
      return `[${value.map((item) => print(item, inner)).join(', ')}]`
    return `[\n${value.map((item) => inner + print(item, inner)).join(',\n')}\n${indent}]`
  }
  const entries = Object.entries(value).filter(([, item]) => item !== undefined)
  if (entries.length === 0) return '{}'
  return `{\n${entries.map(([key, item]) => `${inner}${JSON.stringify(key)}: ${print(item, inner)}`).join(',\n')}\n${indent}}`
}
