import { z } from 'zod'
import type { Claim } from '../../claim/claim.ts'
import { firstIssue } from '../../files/firstIssue.ts'
import { codePoints } from '../page/codePoints.ts'
import { exportedValue } from './exportedValue.ts'
import { moduleUnreadable } from './moduleUnreadable.ts'

/** The rows of one input: numbers one row after the other, an array for each row, or sequences written in letters. */
export type DataRows =
  | ArrayLike<number>
  | readonly ArrayLike<number>[]
  | {
      /** The letters in the order of the one-hot columns, e.g. `ACGT`. */
      readonly alphabet: string
      readonly rows: readonly string[]
    }

/**
 * Real rows that a claims module may export as `data`, as they are or as a function that gives them, so that
 * `overshoot explain` can find the one nearest to a counterexample and write sequences in their own letters:
 * `export const data = { inputs: { dplus: [0.3, 0.7], sequence: { alphabet: 'ACGT', rows: ['GATT', 'ACAG'] } } }`.
 */
export interface ClaimsData {
  /** By input name; the same number of rows each. Inputs that no claim has are passed over. */
  readonly inputs: Readonly<Record<string, DataRows>>
  /** What to call each row; `row 1`, `row 2` … if not given. */
  readonly names?: readonly string[]
}

/** A claim's real rows, each input flattened as the model takes it. */
export interface Rows {
  readonly count: number
  /** In the order of the claim's inputs; undefined for one without data. */
  readonly inputs: readonly (Float32Array | undefined)[]
  name(row: number): string
}

const numbers = z.custom<ArrayLike<number>>(
  (value) => ArrayBuffer.isView(value) || (Array.isArray(value) && value.every((one) => typeof one === 'number')),
)
const schema = z.object({
  inputs: z.record(
    z.string(),
    z.union([
      numbers,
      z.array(numbers),
      z.object({
        alphabet: z.string().refine((text) => new Set(text).size === codePoints(text).length, 'letters must differ'),
        rows: z.array(z.string()),
      }),
    ]),
  ),
  names: z.array(z.string()).exactOptional(),
})

/**
 * Checks what a claims module exports as `data`; undefined where it exports none.
 * @throws CLAIMS_MODULE_UNREADABLE for anything that is no `ClaimsData`
 */
export async function readClaimsData(exported: unknown, path: string): Promise<ClaimsData | undefined> {
  const value = await exportedValue(exported, { path, name: 'data' })
  if (value === undefined) return undefined
  const result = schema.safeParse(value)
  if (result.success) return result.data
  throw moduleUnreadable(path, `data: ${firstIssue(result.error)}`)
}

/** The letters of one-hot inputs in the order of their columns, by input name. */
export function alphabetsOf(data: ClaimsData | undefined): Record<string, string> {
  return Object.fromEntries(
    Object.entries(data?.inputs ?? {}).flatMap(([name, rows]) => ('alphabet' in rows ? [[name, rows.alphabet]] : [])),
  )
}

/**
 * The rows for a claim's inputs; undefined where there is no row for any. @throws CLAIMS_MODULE_UNREADABLE for rows
 * that do not fit
 */
export function rowsFor({ inputs }: Claim, data: ClaimsData, path: string): Rows | undefined {
  let count: number | undefined
  const flat = inputs.map(({ name, domain }) => {
    if (!Object.hasOwn(data.inputs, name)) return undefined
    const values = flatten(data.inputs[name]!, domain.shape)
    // An alphabet alone.
    if (values?.length === 0) return undefined
    if (values === undefined || values.length % domain.size !== 0)
      throw moduleUnreadable(path, `data: the rows of ${name} are not of shape [${domain.shape.join(', ')}]`)
    const rows = values.length / domain.size
    if (count !== undefined && rows !== count)
      throw moduleUnreadable(path, `data: ${rows} rows of ${name}, ${count} of another input`)
    count = rows
    return values
  })
  if (count === undefined || count === 0) return undefined
  return { count, inputs: flat, name: (row) => data.names?.[row] ?? `row ${row + 1}` }
}

function flatten(rows: DataRows, shape: readonly number[]): Float32Array | undefined {
  if ('alphabet' in rows) return oneHot(rows.rows, codePoints(rows.alphabet), shape)
  const list = rows as ArrayLike<number> | ArrayLike<number>[]
  return Float32Array.from(
    typeof list[0] === 'object'
      ? (list as ArrayLike<number>[]).flatMap((row) => Array.from(row))
      : (list as ArrayLike<number>),
  )
}

function oneHot(
  rows: readonly string[],
  alphabet: readonly string[],
  [length, letters]: readonly number[],
): Float32Array | undefined {
  if (alphabet.length !== letters || rows.some((row) => codePoints(row).length !== length)) return undefined
  const places = rows.flatMap((row) => codePoints(row).map((letter) => alphabet.indexOf(letter)))
  if (places.includes(-1)) return undefined
  const values = new Float32Array(places.length * letters)
  places.forEach((place, i) => (values[i * letters + place] = 1))
  return values
}
