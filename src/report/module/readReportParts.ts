import { z } from 'zod'
import type { tf } from '../../backend/tf.ts'
import type { Verdict } from '../../claim/verdict.ts'
import { firstIssue } from '../../files/firstIssue.ts'
import type { FigureTable, Predictions, Series, Statement } from '../page/reportData.ts'
import { exportedValue } from './exportedValue.ts'
import { moduleUnreadable } from './moduleUnreadable.ts'
import type { PlaygroundInputParts, PlaygroundParts, ReportParts } from './reportParts.ts'

/** Training may diverge: infinities and NaN are numbers too. */
const number = z.custom<number>((value) => typeof value === 'number', 'expected a number')
const numbers = z.array(number)
const cell = z.union([z.string(), number])

/** The fields of `Type`, each once: a field that is added to it must be added here. */
type FieldsOf<Type> = { readonly [Key in keyof Type]-?: z.ZodType }

const table = z
  .strictObject({
    caption: z.string(),
    columns: z.array(z.string()),
    rows: z.array(z.array(cell)),
  } satisfies FieldsOf<FigureTable>)
  .refine(({ columns, rows }) => rows.every((row) => row.length === columns.length), 'each row needs a cell a column')

const statement = z.strictObject({
  id: z.string().regex(/^[A-Za-z0-9-]+$/, 'expected letters, digits and hyphens'),
  text: z.string(),
  status: z.enum(['proved', 'refuted', 'survived', 'vacuous']),
  reason: z.string(),
  instead: z.string().exactOptional(),
  evidence: z.array(z.string()),
  tables: z.array(table).exactOptional(),
} satisfies FieldsOf<Statement>)

const series = z.strictObject({ name: z.string(), values: numbers } satisfies FieldsOf<Series>)
const finiteRange = z.tuple([z.number(), z.number()]).refine(([lo, hi]) => lo < hi, 'expected lo < hi')

const predictions = z.strictObject({
  caption: z.string(),
  x: series,
  y: series,
  output: series,
  range: finiteRange,
  truth: z
    .strictObject({ name: z.string(), classes: z.array(z.string()), values: z.array(z.int().min(0)) })
    .refine(({ classes, values }) => values.every((value) => value < classes.length), 'values are places in classes'),
  columns: z.array(z.strictObject({ name: z.string(), values: z.array(cell) })),
  others: z.array(series),
  inputs: z.record(z.string(), z.array(cell)).exactOptional(),
} satisfies FieldsOf<Predictions>)

const model = z.custom<tf.LayersModel>(
  (value) =>
    typeof value === 'object' && value !== null && 'predictOnBatch' in value && 'inputs' in value && 'outputs' in value,
  'expected a tf.LayersModel',
)

const playground = z.strictObject({
  caption: z.string().exactOptional(),
  models: z.record(z.string(), model).exactOptional(),
  inputs: z
    .record(
      z.string(),
      z.strictObject({
        start: z.union([z.number(), z.string()]).exactOptional(),
        unit: z
          .strictObject({ name: z.string(), lo: z.number(), hi: z.number() })
          .refine(({ lo, hi }) => lo !== hi, 'expected lo and hi to differ')
          .exactOptional(),
      } satisfies FieldsOf<PlaygroundInputParts>),
    )
    .exactOptional(),
} satisfies FieldsOf<PlaygroundParts>)

const schema: z.ZodType<ReportParts> = z.strictObject({
  title: z.string().exactOptional(),
  lead: z.array(z.string()).exactOptional(),
  statements: z.array(statement).exactOptional(),
  predictions: predictions.exactOptional(),
  playground: playground.exactOptional(),
} satisfies FieldsOf<ReportParts>)

/**
 * Checks what a claims module exports as `report`, asking it first where it is a function; nothing where it exports
 * none.
 * @throws CLAIMS_MODULE_UNREADABLE for anything that is no `ReportParts` or does not fit the verdicts
 */
export async function readReportParts(
  exported: unknown,
  verdicts: readonly Verdict[],
  path: string,
): Promise<ReportParts> {
  const value = await exportedValue(exported, { path, name: 'report', given: [verdicts] })
  if (value === undefined) return {}
  const { data, error } = schema.safeParse(value)
  if (error) throw moduleUnreadable(path, `report: ${firstIssue(error)}`)
  const misfit = misfitOf(data, new Set(verdicts.map(({ claim }) => claim)))
  if (misfit !== undefined) throw moduleUnreadable(path, `report: ${misfit}`)
  return data
}

/** What does not fit together, in words. */
function misfitOf(
  { statements = [], predictions: rows }: ReportParts,
  claims: ReadonlySet<string>,
): string | undefined {
  const ids = statements.map(({ id }) => id)
  const again = ids.find((id, i) => ids.indexOf(id) !== i)
  if (again !== undefined) return `statements: the id ${JSON.stringify(again)} is there twice`
  for (const { id, evidence } of statements)
    for (const name of evidence)
      if (!claims.has(name)) return `statements: ${id}: no claim is named ${JSON.stringify(name)}`
  return rows && unevenRows(rows)
}

function unevenRows({ x, y, output, truth, columns, others, inputs = {} }: Predictions): string | undefined {
  const lists = [
    ...[x, y, truth, ...columns, ...others].map(({ name, values }) => [name, values.length] as const),
    ...Object.entries(inputs).map(([name, values]) => [`inputs.${name}`, values.length] as const),
  ]
  const count = output.values.length
  const uneven = lists.find(([, length]) => length !== count)
  return uneven && `predictions: ${uneven[1]} values of ${uneven[0]}, ${count} of ${output.name}`
}
