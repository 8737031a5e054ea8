import { z } from 'zod'
import { backendNames } from '../backend/name.ts'
import type { Coverage } from '../claim/cover.ts'
import type { Example, Verdict } from '../claim/verdict.ts'
import { numberSchema } from '../files/numberSchema.ts'

const number = numberSchema
const range = z.tuple([number, number])

const example: z.ZodType<Example> = z.object({
  inputs: z.record(z.string(), z.array(number)),
  output: number,
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

/** What a verdict read from a file must look like; later versions may add to it. */
export const verdictSchema: z.ZodType<Verdict> = z.object({
  claim: z.string(),
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
  parts: z.record(z.string(), number).exactOptional(),
  coverage: z.array(coverage).exactOptional(),
  fixed: z.array(z.string()).exactOptional(),
  warnings: z.array(z.string()).exactOptional(),
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
