import { existsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { parse } from 'csv-parse/sync'
import { brief, quoted } from '../../files/brief.ts'
import { csvInvalid } from '../../files/readCsv.ts'
import { readText } from '../../files/readText.ts'
import { readNumber } from '../spelling/readNumber.ts'

/** A network, a property and the time that may be spent on it. */
export interface Instance {
  /** As the list has it, which names them from where it lies. */
  readonly onnx: string
  readonly vnnlib: string
  readonly timeout: number
  /** What others found. */
  readonly expected?: 'sat' | 'unsat'
  /** Where the files are. */
  readonly model: string
  readonly property: string
}

const MOST_BYTES = 2 ** 24

/**
 * Reads a list of instances as verifiers' competitions have them: lines of a network, a property, a time limit in
 * seconds and perhaps what is expected, without a row of names (one that begins with `onnx` is left out). Files that
 * are not there may be there with `.gz` at the end.
 * @throws FILE_UNREADABLE, DATA_ROW_INVALID with path and line
 */
export async function readInstances(path: string): Promise<Instance[]> {
  const text = await readText(path, MOST_BYTES)
  const folder = dirname(resolve(path))
  const instances = parseRows(path, text).flatMap(({ cells, line }): Instance[] => {
    const [onnx = '', vnnlib = '', limit = '', expected = '', ...more] = cells
    if (line === 1 && onnx === 'onnx') return []
    const timeout = readNumber(limit)
    if (onnx === '' || vnnlib === '' || timeout === undefined || timeout <= 0 || more.length > 0)
      throw csvInvalid(path, line, 'expected a network, a property, seconds and, if known, sat or unsat')
    if (!['', 'sat', 'unsat', 'unknown'].includes(expected))
      throw csvInvalid(path, line, `expected sat, unsat or unknown, received ${quoted(expected)}`)
    return [
      {
        onnx,
        vnnlib,
        timeout,
        ...((expected === 'sat' || expected === 'unsat') && { expected }),
        model: placeOf(folder, onnx),
        property: placeOf(folder, vnnlib),
      },
    ]
  })
  if (instances.length === 0) throw csvInvalid(path, 1, 'no instance is listed')
  return instances
}

function placeOf(folder: string, name: string): string {
  const place = resolve(folder, name)
  return !existsSync(place) && existsSync(`${place}.gz`) ? `${place}.gz` : place
}

function parseRows(path: string, text: string): { cells: string[]; line: number }[] {
  try {
    const records = parse(text, {
      bom: true,
      trim: true,
      skip_empty_lines: true,
      relax_column_count: true,
      info: true,
    }) as unknown
    return (records as { record: string[]; info: { lines: number } }[]).map(({ record, info }) => ({
      cells: record,
      line: info.lines,
    }))
  } catch (error) {
    const { message, lines = 1 } = error as Error & { lines?: number }
    throw csvInvalid(path, lines, brief(message))
  }
}
