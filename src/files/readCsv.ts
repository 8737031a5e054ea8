import { parse } from 'csv-parse/sync'
import { OvershootError } from '../errors.ts'
import { brief, quoted } from './brief.ts'
import { readText } from './readText.ts'

/** Bytes, cells and characters of one row that a table may have: thousands of rows of hundreds of numbers. */
const [MOST_BYTES, MOST_CELLS, LONGEST_ROW] = [2 ** 25, 2 ** 21, 2 ** 20]

/** A table of texts with a name over each column. */
export interface Csv {
  readonly path: string
  /** No two are the same, and none is empty. */
  readonly header: readonly string[]
  /** At least one; each has a cell for every column. */
  readonly rows: readonly CsvRow[]
}

export interface CsvRow {
  /** Where it ends in the file, counted from 1. */
  readonly line: number
  readonly cells: readonly string[]
}

/**
 * Reads a table as RFC 4180 has it: UTF-8, commas, quotes, any line ends, a first row of names. A byte order mark,
 * spaces around cells and empty lines at the end are left out.
 * @throws FILE_UNREADABLE for a file that cannot be read, is larger than 32 MB or no text; DATA_ROW_INVALID with path
 * and line for quotes that do not match, rows of unequal length, names that are empty or there twice, and a table
 * without rows
 */
export async function readCsv(path: string): Promise<Csv> {
  const text = await readText(path, MOST_BYTES)
  const rows = parseRows(path, text.trimEnd())
  const first = rows.shift()
  if (first === undefined || rows.length === 0)
    throw csvInvalid(path, first?.line ?? 1, 'expected a row of column names and at least one row below it')
  const header = first.cells
  const known = new Set([''])
  const odd = header.findIndex((name) => known.size === known.add(name).size)
  if (odd >= 0) {
    const expected = header[odd] === '' ? 'has no name' : `has the name ${quoted(header[odd]!)} of another one`
    throw csvInvalid(path, first.line, `column ${odd + 1} ${expected}`)
  }
  return { path, header, rows }
}

/**
 * The number in a cell; a text that only some programs read as one (`NaN`, `1,5`, `0x10`) is none. @throws
 * DATA_ROW_INVALID
 */
export function numberAt({ path, header }: Csv, { line, cells }: CsvRow, column: number): number {
  const text = cells[column]!
  const value = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text) ? Number(text) : Number.NaN
  if (Number.isFinite(value)) return value
  throw csvInvalid(path, line, `column ${brief(header[column]!, 60)}: expected a number, received ${quoted(text)}`)
}

/** What to throw for something that is wrong in a line. */
export function csvInvalid(path: string, line: number, reason: string): OvershootError {
  return new OvershootError('DATA_ROW_INVALID', `${brief(path)}: line ${line}: ${reason}`)
}

function parseRows(path: string, text: string): CsvRow[] {
  // Before memory is taken for them: each cell ends in a comma or a line.
  const ends = text.match(/[,\n\r]/g)?.length ?? 0
  if (ends > MOST_CELLS) throw csvInvalid(path, 1, `${ends} commas and lines are too many, ${MOST_CELLS} may be read`)
  const records = parseRecords(path, text)
  const width = records[0]?.length ?? 0
  let line = 0
  return records.map((cells) => {
    line += 1 + cells.reduce((sum, cell) => sum + (cell.match(/\r\n|\n|\r/g)?.length ?? 0), 0)
    if (cells.length === width) return { line, cells }
    throw csvInvalid(path, line, `${cells.length} cells where the first row has ${width}`)
  })
}

function parseRecords(path: string, text: string): string[][] {
  try {
    return parse(text, {
      record_delimiter: ['\r\n', '\n', '\r'],
      trim: true,
      relax_column_count: true,
      max_record_size: LONGEST_ROW,
    })
  } catch (error) {
    const { message, lines = 1 } = error as Error & { lines?: number }
    throw csvInvalid(path, lines, brief(message))
  }
}
