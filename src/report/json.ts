import type { Undecided } from '../claim/undecided.ts'
import type { Verdict } from '../claim/verdict.ts'
import { defined } from '../defined.ts'
import { OvershootError } from '../errors.ts'
import { brief } from '../files/brief.ts'
import { firstIssue } from '../files/firstIssue.ts'
import { parseJson } from '../files/parseJson.ts'
import { printJson } from '../files/printJson.ts'
import type { BaselineReport } from './baseline/change.ts'
import { verdictFileSchema, verdictSchema } from './verdictSchema.ts'

/** What a verdict file holds, and whatever its writer puts beside it. */
export interface VerdictFile {
  readonly verdicts: readonly Verdict[]
  readonly baseline?: BaselineReport
  /** Claims that came to no verdict, where any did. */
  readonly errors?: readonly Undecided[]
  readonly [beside: string]: unknown
}

/**
 * Verdicts as JSON for people and programs, as `printJson` lays it out. `fromJson` reads every number back with its
 * bits.
 */
export function toJson(file: VerdictFile): string {
  return printJson(file)
}

/** Reads what `toJson` wrote. `source` names it in errors. @throws FILE_UNREADABLE where it holds anything else */
export function fromJson(text: string, source = 'verdicts'): { verdicts: Verdict[]; errors?: readonly Undecided[] } {
  let data: unknown
  try {
    data = parseJson(text)
  } catch (error) {
    throw new OvershootError('FILE_UNREADABLE', `${brief(source)}: ${(error as Error).message}`, { cause: error })
  }
  const { data: file, error } = verdictFileSchema.safeParse(data)
  if (!error) return { verdicts: file.verdicts, ...defined({ errors: file.errors }) }
  const message = `${brief(source)}: not a file of verdicts: ${firstIssue(error)}`
  throw new OvershootError('FILE_UNREADABLE', message, { cause: error })
}

/** A verdict as data that every JSON writer keeps whole: what crosses from a vitest worker to a reporter. */
export function toPlain(verdict: Verdict): unknown {
  return JSON.parse(printJson(verdict))
}

/** Reads what `toPlain` made; undefined for anything else. */
export function fromPlain(data: unknown): Verdict | undefined {
  return verdictSchema.safeParse(data).data
}
