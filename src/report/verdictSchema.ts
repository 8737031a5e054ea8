import { z } from 'zod'
import { backendNames } from '../backend/name.ts'
import type { Coverage } from '../claim/cover.ts'
import type { Undecided } from '../claim/undecided.ts'
import type { Example, Matter, ShrinkStep, Shrinking, Verdict } from '../claim/verdict.ts'
import { numberSchema } from '../files/numberSchema.ts'
import type { BaselineReport, Change } from './baseline/change.ts'

const number = numberSchema
const range = z.tuple([number, number])

const example: z.ZodType<Example> = z.object({
  inputs: z.record(z.string(), z.array(number)),
  output: number,
  outputs: z.array(number).exactOptional(),
  minimal: z.boolean(),
  distance: z.number(),
  id: z.string(),
})

const coverage: z.ZodType<Coverage> = z.object({
  label: z.string(),
  share: z.number(),
  demanded: z.number(),
  met: z.boolean(),
  cases: z.number(),
})

const step: z.ZodType<ShrinkStep> = z.object({ distance: z.number(), output: number })
const matter: z.ZodType<Matter> = z.object({
  input: z.string(),
  index: z.number(),
  value: number,
  simplest: number,
  without: number,
})
const shrinking: z.ZodType<Shrinking> = z.object({ path: z.array(step), matters: z.array(matter) })

/** What a verdict read from a file must look like; later versions may add to it. */
export const verdictSchema: z.ZodType<Verdict> = z.object({
  claim: z.string(),
  holds: z.string(),
  claimed: range.exactOptional(),
  margin: z.literal(true).exactOptional(),
  about: z.string().exactOptional(),
  domains: z.record(z.string(), z.object({ description: z.string(), shape: z.array(z.number()) })),
  status: z.enum(['proved', 'refuted', 'survived', 'vacuous']),
  by: z.enum(['replay', 'search', 'gradient', 'bounds', 'exhaustion', 'sequences', 'witness']),
  observed: range,
  certified: range,
  nan: z.enum(['impossible', 'possible', 'observed']),
  restsOn: z.array(z.string()).exactOptional(),
  certificate: z.string().exactOptional(),
  counterexample: example.exactOptional(),
  replay: z.string().exactOptional(),
  witness: example.exactOptional(),
  shrinking: shrinking.exactOptional(),
  parts: z.record(z.string(), number).exactOptional(),
  coverage: z.array(coverage).exactOptional(),
  fixed: z.array(z.string()).exactOptional(),
  failing: z.array(z.string()).exactOptional(),
  warnings: z.array(z.string()).exactOptional(),
  stopped: z.enum(['time', 'cases', 'regions', 'signal']).exactOptional(),
  cases: z.number(),
  flaky: z.number(),
  seed: number,
  backend: z.enum(backendNames),
  seconds: number,
  passed: z.boolean(),
  expect: z.literal('refuted').exactOptional(),
  demand: z.literal('proof').exactOptional(),
  reason: z.string(),
})

const changeSchema: z.ZodType<Change> = z.object({
  claim: z.string(),
  place: z.string().exactOptional(),
  kind: z.enum(['worse', 'better', 'new']),
  what: z.string(),
  from: z.string().exactOptional(),
  to: z.string().exactOptional(),
  why: z.string(),
})

/** What stands as `baseline` beside verdicts in a file; later versions may add to it. */
const baselineReportSchema: z.ZodType<BaselineReport> = z.object({
  file: z.string(),
  outcome: z.enum(['compared', 'recorded', 'updated']),
  changes: z.array(changeSchema),
  tolerated: z.array(z.string()),
  notes: z.array(z.string()),
})

const undecided: z.ZodType<Undecided> = z.object({ claim: z.string(), code: z.string(), message: z.string() })

/** What a file of verdicts must look like; its writer may put more beside them. */
export const verdictFileSchema: z.ZodType<{
  verdicts: Verdict[]
  baseline?: BaselineReport
  errors?: Undecided[]
}> = z.object({
  verdicts: z.array(verdictSchema),
  baseline: baselineReportSchema.exactOptional(),
  errors: z.array(undecided).exactOptional(),
})

/** The names of these schemas in the published JSON schema: those of their types. */
export const verdictSchemaNames: z.core.$ZodRegistry<{ id: string }> = z
  .registry<{ id: string }>()
  .add(number, { id: 'Number' })
  .add(example, { id: 'Example' })
  .add(coverage, { id: 'Coverage' })
  .add(step, { id: 'ShrinkStep' })
  .add(matter, { id: 'Matter' })
  .add(shrinking, { id: 'Shrinking' })
  .add(verdictSchema, { id: 'Verdict' })
  .add(undecided, { id: 'Undecided' })
  .add(changeSchema, { id: 'Change' })
  .add(baselineReportSchema, { id: 'BaselineReport' })
