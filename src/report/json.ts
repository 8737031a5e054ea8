import type { Verdict } from '../claim/verdict.ts'
import { OvershootError } from '../errors.ts'
import { printJson } from '../files/printJson.ts'
import { verdictFileSchema, verdictSchema } from './verdictSchema.ts'

/** What a verdict file holds, and whatever its writer puts beside it. */
interface VerdictFile {
  readonly verdicts: readonly Verdict[]
  readonly [beside: string]: unknown
}

/** Verdicts as JSON for people and programs, as `printJson` lays it out. `fromJson` reads every number back with its bits. */
export function toJson(file: VerdictFile): string {
  return printJson(file)
}

/** Reads what `toJson` wrote. `source` names it in errors. @throws FILE_UNREADABLE where it holds anything else */
export function fromJson(text: string, source = 'verdicts'): { verdicts: Verdict[] } {
  let data: unknown
  try {
    data = JSON.parse(text)
  } catch (error) {
    throw new OvershootError('FILE_UNREADABLE', `${source}: not JSON: ${(error as Error).message}`, { cause: error })
  }
  const result = verdictFileSchema.safeParse(data)
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
  return JSON.parse(printJson(verdict))
}

/** Reads what `toPlain` made; undefined for anything else. */
export function fromPlain(data: unknown): Verdict | undefined {
  return verdictSchema.safeParse(data).data
}
