import type { z } from 'zod'
import { brief } from './brief.ts'

/** What a schema found wrong first: where, and what. */
export function firstIssue({ issues: [issue] }: z.ZodError): string {
  const path = issue?.path.join('.') ?? ''
  return `${path === '' ? 'at the top' : brief(path)}: ${brief(issue?.message ?? '')}`
}
