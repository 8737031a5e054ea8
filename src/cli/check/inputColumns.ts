import { OvershootError } from '../../errors.ts'
import { brief } from '../../files/brief.ts'
import { type Csv, csvInvalid, type CsvRow, numberAt } from '../../files/readCsv.ts'
import { findColumns } from '../spelling/columnsSpelling.ts'

/** How many columns a message lists. */
const LISTED = 12

/**
 * The columns that hold an input's numbers, by their places: the one of the input's name, or `name.0`, `name.1` and so
 * on, in row-major order; undefined where the table has none of them.
 */
export function columnsNamed(header: readonly string[], name: string): number[] | undefined {
  const one = header.indexOf(name)
  if (one >= 0) return [one]
  const places = new Map(header.map((column, i) => [column, i]))
  const columns: number[] = []
  for (let at = places.get(`${name}.0`); at !== undefined; at = places.get(`${name}.${columns.length}`))
    columns.push(at)
  return columns.length > 0 ? columns : undefined
}

/**
 * The columns that `text` names, or, without it, those of the input's name. @throws DOMAIN_MISMATCH for a table without
 * them
 */
export function columnsOf({ path, header }: Csv, name: string, text: string | undefined): number[] {
  const columns = text === undefined ? columnsNamed(header, name) : findColumns(header, text)
  if (columns !== undefined) return columns
  const wanted = text === undefined ? `${name}, nor ${name}.0, ${name}.1 …` : text
  const hint = header.length === 1 && /[;\t]/.test(header[0]!) ? '. Columns are separated by commas' : ''
  throw new OvershootError(
    'DOMAIN_MISMATCH',
    `${brief(path)} has no column ${brief(wanted)}, but ${listColumns(header)}${hint}`,
  )
}

/** The names of columns, for messages. */
export function listColumns(header: readonly string[]): string {
  const names = header.slice(0, LISTED).map((name) => brief(name, 60))
  return `${names.join(', ')}${header.length > LISTED ? ` and ${header.length - LISTED} more` : ''}`
}

/** A row's numbers in these columns, as the float32 that a model gets. @throws DATA_ROW_INVALID */
export function float32Row(csv: Csv, row: CsvRow, columns: readonly number[]): Float32Array {
  return Float32Array.from(columns, (column) => {
    const value = Math.fround(numberAt(csv, row, column))
    if (Number.isFinite(value)) return value
    throw csvInvalid(csv.path, row.line, `column ${brief(csv.header[column]!, 60)}: no float32 is as large`)
  })
}
