import { z } from 'zod'
import type { BaselineReport, Change } from './change.ts'

export const changeSchema: z.ZodType<Change> = z.object({
  claim: z.string(),
  place: z.string().exactOptional(),
  kind: z.enum(['worse', 'better', 'new']),
  what: z.string(),
  from: z.string().exactOptional(),
  to: z.string().exactOptional(),
  why: z.string(),
})

/** What stands as `baseline` beside verdicts in a file; later versions may add to it. */
export const baselineReportSchema: z.ZodType<BaselineReport> = z.object({
  file: z.string(),
  outcome: z.enum(['compared', 'recorded', 'updated']),
  changes: z.array(changeSchema),
  tolerated: z.array(z.string()),
  notes: z.array(z.string()),
})
