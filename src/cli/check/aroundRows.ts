import { around } from '../../claim/box.ts'
import type { Domain } from '../../claim/domain.ts'
import { product } from '../../claim/shape.ts'
import { tf } from '../../backend/tf.ts'
import { OvershootError } from '../../errors.ts'
import { brief, quoted } from '../../files/brief.ts'
import { type Csv, csvInvalid, type CsvRow } from '../../files/readCsv.ts'
import type { DataRows } from '../../report/module/claimsData.ts'
import type { AroundSpelling } from '../spelling/aroundSpelling.ts'
import { columnsNamed, columnsOf, float32Row, listColumns } from './inputColumns.ts'
import type { GivenInput } from './readInputs.ts'
import { shapeFor } from './toDomain.ts'

/** Numbers that the domains of all rows may have in all: what they take fits in memory. */
const MOST = 2 ** 22

/** Domains around the rows of a table. */
export interface AroundRows {
  readonly count: number
  /** Inputs that the table has numbers or letters of. */
  readonly names: ReadonlySet<string>
  /**
   * The domains of those inputs around one row, counted from 0. @throws DOMAIN_EMPTY for a row too far from the domain
   * that is given besides
   */
  domains(row: number): ReadonlyMap<string, Domain>
  /** The rows themselves, for explanations. */
  readonly data: Readonly<Record<string, DataRows>>
}

/**
 * An L-infinity ball around each row of a table, within the domain that an input has besides. An input's numbers stand
 * in the column of its name, in `name.0`, `name.1` and so on, or, for a model of one input, in the columns that are
 * named. Sequences stay as they are in their row: their column holds letters of the alphabet that is given; without one
 * they keep their domain.
 * @throws DOMAIN_MISMATCH for a table that has nothing of the model's inputs; DATA_ROW_INVALID for cells that do not
 * fit
 */
export function aroundRows(
  csv: Csv,
  { columns: text, radius }: AroundSpelling,
  inputs: readonly GivenInput[],
): AroundRows {
  if (text !== undefined && inputs.length > 1)
    throw new OvershootError(
      'DOMAIN_MISMATCH',
      `the columns ${brief(text)} can be those of one input only, and the model has ${inputs.length}`,
    )
  const readers = inputs.flatMap((input) => {
    const columns = text === undefined ? columnsNamed(csv.header, input.name) : columnsOf(csv, input.name, text)
    // Letters without an alphabet say nothing: the input keeps its domain.
    if (
      columns === undefined ||
      (input.domain?.kind === 'oneHot' && input.alphabet === undefined && isText(columns, input))
    )
      return []
    return [readerOf(csv, input, columns, radius)]
  })
  if (readers.length === 0)
    throw new OvershootError(
      'DOMAIN_MISMATCH',
      `${brief(csv.path)} has columns of no input, but ${listColumns(csv.header)}`,
    )
  const numbers = csv.rows.length * readers.reduce((sum, { size }) => sum + size, 0)
  if (numbers > MOST)
    throw new OvershootError(
      'DOMAIN_MISMATCH',
      `${brief(csv.path)}: ${csv.rows.length} rows have ${numbers} numbers in all, and ${MOST} can be checked`,
    )
  return {
    count: csv.rows.length,
    names: new Set(readers.map(({ name }) => name)),
    domains: (row) => new Map(readers.map(({ name, domain }) => [name, domain(row)])),
    data: Object.fromEntries(readers.map(({ name, data }) => [name, data()])),
  }
}

/** One column for an input of several numbers holds no numbers. */
function isText(columns: readonly number[], { domain }: GivenInput): boolean {
  return columns.length === 1 && domain !== undefined && domain.size > 1
}

/** What one input takes from the table. */
interface Reader {
  readonly name: string
  readonly size: number
  domain(row: number): Domain
  data(): DataRows
}

function readerOf(csv: Csv, input: GivenInput, columns: readonly number[], radius: number): Reader {
  const { name, domain, alphabet } = input
  const shape = domain?.shape ?? shapeFor(input, {}, columns.length)
  const size = product(shape)
  const isOneHot = domain?.kind === 'oneHot'
  const letters = isOneHot && isText(columns, input) ? alphabet : undefined
  if (letters === undefined && columns.length !== size)
    throw new OvershootError(
      'DOMAIN_MISMATCH',
      `${brief(csv.path)} has ${columns.length} columns of ${brief(name)}, which takes ${size}`,
    )
  const valuesOf = (row: CsvRow): Float32Array =>
    letters === undefined ? float32Row(csv, row, columns) : lettersRow(csv, row, columns[0]!, letters, shape[0]!)
  return {
    name,
    size,
    domain(i) {
      const row = csv.rows[i]!
      const values = valuesOf(row)
      if (isOneHot && !domain.contains(values))
        throw csvInvalid(csv.path, row.line, `${brief(name)} is not one-hot: each letter is one 1 among zeros`)
      const clip = domain === undefined || isOneHot ? {} : { clip: [domain.lo, domain.hi] as const }
      const centre = tf.tensor(values, [...shape], 'float32')
      try {
        return around(centre, isOneHot ? 0 : radius, clip)
      } catch (error) {
        if (!(error instanceof OvershootError && error.code === 'DOMAIN_EMPTY')) throw error
        const within = domain === undefined ? 'a float32' : `in ${domain.description}`
        throw new OvershootError(
          'DOMAIN_EMPTY',
          `${brief(csv.path)}: line ${row.line}: nothing within ${radius} of its ${brief(name)} is ${within}`,
          { cause: error },
        )
      } finally {
        centre.dispose()
      }
    },
    data() {
      if (letters !== undefined) return { alphabet: letters, rows: csv.rows.map(({ cells }) => cells[columns[0]!]!) }
      const all = new Float32Array(csv.rows.length * size)
      csv.rows.forEach((row, i) => all.set(valuesOf(row), i * size))
      return all
    },
  }
}

/** A sequence in letters as one-hot numbers. @throws DATA_ROW_INVALID */
function lettersRow(csv: Csv, row: CsvRow, column: number, alphabet: string, length: number): Float32Array {
  const [places, letters] = [Array.from(alphabet), Array.from(row.cells[column]!)]
  const invalid = (reason: string) =>
    csvInvalid(csv.path, row.line, `column ${brief(csv.header[column]!, 60)}: ${reason}`)
  if (letters.length !== length) throw invalid(`${letters.length} letters where ${length} are needed`)
  const values = new Float32Array(length * places.length)
  letters.forEach((letter, i) => {
    const place = places.indexOf(letter)
    if (place < 0) throw invalid(`the letter ${quoted(letter)} is not in ${brief(alphabet)}`)
    values[i * places.length + place] = 1
  })
  return values
}
