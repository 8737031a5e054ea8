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
import { type Baseline, checkDistinct, type Recorded } from './baseline.ts'

/** Bytes that a record of far more claims than anybody states stays below. */
const MOST_BYTES = 2 ** 26

const FORMAT = 1

/** Values by name. `z.record` would drop one named `__proto__`. */
function named<Value>(value: z.ZodType<Value>): z.ZodType<Readonly<Record<string, Value>>> {
  const all = z.array(value)
  return z.custom<Readonly<Record<string, Value>>>(
    (data) =>
      typeof data === 'object' && data !== null && !Array.isArray(data) && all.safeParse(Object.values(data)).success,
    'expected values by name',
  )
}

const recorded: z.ZodType<Recorded> = z.strictObject({
  claim: z.string(),
  place: z.string().exactOptional(),
  holds: z.string(),
  domains: named(z.string()),
  expect: z.literal('refuted').exactOptional(),
  demand: z.literal('proof').exactOptional(),
  cover: named(z.number()).exactOptional(),
  status: z.enum(['proved', 'refuted', 'survived', 'vacuous']),
  certified: z
    .tuple([numberSchema, numberSchema])
    .refine(([lo, hi]) => lo <= hi, 'expected a range, its lower end first'),
  nan: z.enum(['impossible', 'possible', 'observed']),
  fixed: z.array(z.string()),
  backend: z.enum(backendNames),
})
const fileSchema = z.strictObject({ format: z.literal(FORMAT), claims: z.array(recorded) })
const anyFormat = z.looseObject({ format: z.int() })

/** Writes what is on record, whole or not at all. @throws FILE_UNWRITABLE */
export async function writeBaseline(path: string, baseline: Baseline): Promise<void> {
  await writeReport(path, printJson({ format: FORMAT, claims: baseline }))
}

/**
 * Reads what is on record; undefined where there is no such file.
 * @throws FILE_UNREADABLE for a file that cannot be read, is no baseline, is of a later format, or has a claim twice
 */
export async function readBaseline(path: string): Promise<Baseline | undefined> {
  let data: unknown
  try {
    data = parseJson(await readBytes(path, MOST_BYTES))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw unreadable(path, (error as Error).message, error)
  }
  const format = anyFormat.safeParse(data).data?.format ?? FORMAT
  if (format > FORMAT) throw unreadable(path, `its format is ${format}, this version of Overshoot reads ${FORMAT}`)
  const result = fileSchema.safeParse(data)
  if (!result.success) throw unreadable(path, `not a baseline: ${firstIssue(result.error)}`, result.error)
  try {
    checkDistinct(result.data.claims)
  } catch (error) {
    throw unreadable(path, (error as Error).message, error)
  }
  return result.data.claims
}

function unreadable(path: string, reason: string, cause?: unknown): OvershootError {
  return new OvershootError('FILE_UNREADABLE', `${brief(path)}: ${brief(reason)}`, { cause })
}
