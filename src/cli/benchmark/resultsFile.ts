import { type FileHandle, open } from 'node:fs/promises'
import { parse } from 'csv-parse/sync'
import { OvershootError } from '../../errors.ts'
import { brief } from '../../files/brief.ts'
import type { Instance } from './instances.ts'
import type { Outcome } from './runInstance.ts'

/** Results that outlast whatever ends the program: each is on the disk before the next instance begins. */
export interface ResultsFile {
  /** What is there already for an instance; each line is given out once, as lists may name an instance twice. */
  take(instance: Instance): Outcome | undefined
  /** Resolves when the line is on the disk. */
  append(instance: Instance, outcome: Outcome): Promise<void>
  close(): Promise<void>
}

const HEADER = 'onnx,vnnlib,timeout,expected,result,seconds,reason'
const results = new Set(['sat', 'unsat', 'unknown', 'timeout', 'error'])

/**
 * Opens a file of results, or begins one. A last line that was cut off when a run was killed is removed.
 * @throws FILE_UNWRITABLE; FILE_UNREADABLE for a file that holds anything else, which stays as it is
 */
export async function openResults(path: string): Promise<ResultsFile> {
  const file = await open(path, 'a+').catch((error: Error) => {
    throw new OvershootError('FILE_UNWRITABLE', `${brief(path)}: cannot be written: ${brief(error.message)}`, {
      cause: error,
    })
  })
  try {
    const known = await readLines(file, path)
    return {
      take: (instance) => known.get(keyOf(instance))?.shift(),
      append: async ({ onnx, vnnlib, timeout, expected }, { result, seconds, reason }) => {
        const cells = [onnx, vnnlib, timeout, expected ?? '', result, seconds.toFixed(4), reason]
        await write(file, cells.map(cell).join(','))
      },
      close: () => file.close(),
    }
  } catch (error) {
    await file.close()
    throw error
  }
}

async function readLines(file: FileHandle, path: string): Promise<Map<string, Outcome[]>> {
  const known = new Map<string, Outcome[]>()
  const bytes = await file.readFile()
  const whole = bytes.subarray(0, bytes.lastIndexOf(10) + 1).toString('utf8')
  const refuse = (): OvershootError =>
    new OvershootError('FILE_UNREADABLE', `${brief(path)}: holds no results of a benchmark: name another file`)
  const begun = whole === '' ? bytes.toString('utf8') : HEADER
  if (!`${HEADER}\n`.startsWith(begun) || (whole !== '' && !whole.startsWith(`${HEADER}\n`))) throw refuse()
  await file.truncate(Buffer.byteLength(whole))
  if (whole === '') {
    await write(file, HEADER)
    return known
  }
  for (const [onnx, vnnlib, timeout, , result, seconds, reason] of parseCells(whole, refuse).slice(1)) {
    if (reason === undefined || !results.has(result ?? '') || !(Number(seconds) >= 0)) throw refuse()
    const key = keyOf({ onnx: onnx!, vnnlib: vnnlib!, timeout: Number(timeout) })
    const outcomes = known.get(key) ?? []
    known.set(key, outcomes)
    outcomes.push({ result: result as Outcome['result'], seconds: Number(seconds), reason })
  }
  return known
}

function parseCells(text: string, refuse: () => OvershootError): string[][] {
  try {
    return parse(text, { relax_column_count: true })
  } catch {
    throw refuse()
  }
}

async function write(file: FileHandle, line: string): Promise<void> {
  await file.appendFile(`${line}\n`)
  await file.sync()
}

function keyOf({ onnx, vnnlib, timeout }: Pick<Instance, 'onnx' | 'vnnlib' | 'timeout'>): string {
  return JSON.stringify([onnx, vnnlib, timeout])
}

/** A cell as RFC 4180 has it, on one line. */
function cell(value: string | number): string {
  const text = String(value).replaceAll(/\s*[\r\n]+\s*/g, ' ')
  return /[",]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
