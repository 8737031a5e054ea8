import { z } from 'zod'
import { backendNames } from '../../backend/name.ts'
import { OvershootError } from '../../errors.ts'
import { brief } from '../../files/brief.ts'
import { firstIssue } from '../../files/firstIssue.ts'
import { numberSchema } from '../../files/numberSchema.ts'
import { parseJson } from '../../files/parseJson.ts'
import { printJson } from '../../files/printJson.ts'
import { readBytes } from '../../files/readBytes.ts'
import { writeReport } from '../writeReport.ts'
import type { Baseline, Recorded } from './baseline.ts'

/** Bytes that a record of far more claims than anybody states stays below. */
const MOST_BYTES = 2 ** 26

const recorded: z.ZodType<Recorded> = z.strictObject({
  claim: z.string(),
  holds: z.string(),
  domains: z.record(z.string(), z.string()),
  expect: z.literal('refuted').exactOptional(),
  demand: z.literal('proof').exactOptional(),
  status: z.enum(['proved', 'refuted', 'survived', 'vacuous']),
  certified: z.tuple([numberSchema, numberSchema]),
  nan: z.enum(['impossible', 'possible', 'observed']),
  fixed: z.array(z.string()),
  backend: z.enum(backendNames),
})
const fileSchema = z.strictObject({ format: z.literal(1), claims: z.array(recorded) })

/** Writes what is on record, whole or not at all. @throws FILE_UNWRITABLE */
export async function writeBaseline(path: string, baseline: Baseline): Promise<void> {
  await writeReport(path, printJson({ format: 1, claims: baseline }))
}

/**
 * Reads what is on record; undefined where there is no such file.
 * @throws FILE_UNREADABLE for a file that cannot be read, is no baseline, or names a claim twice
 */
export async function readBaseline(path: string): Promise<Baseline | undefined> {
  let data: unknown
  try {
    data = parseJson(await readBytes(path, MOST_BYTES))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw unreadable(path, (error as Error).message, error)
  }
  const result = fileSchema.safeParse(data)
  if (!result.success) throw unreadable(path, `not a baseline: ${firstIssue(result.error)}`, result.error)
  const { claims } = result.data
  const names = new Set<string>()
  for (const { claim } of claims) {
    if (names.has(claim)) throw unreadable(path, `the claim ${JSON.stringify(claim)} is in it twice`)
    names.add(claim)
  }
  return claims
}

function unreadable(path: string, reason: string, cause?: unknown): OvershootError {
  return new OvershootError('FILE_UNREADABLE', `${brief(path)}: ${brief(reason)}`, { cause })
}
