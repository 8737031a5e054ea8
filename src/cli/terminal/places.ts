import { checkWritable, writeReport } from '../../report/index.ts'
import type { OptionValues } from '../options/optionTable.ts'
import type { Io, Output } from './io.ts'
import { type Field, printFields } from './printFields.ts'

/** Where people read: with `--json -` standard output holds nothing but JSON. */
export function forPeople({ json }: OptionValues, io: Io): Output {
  return json === '-' ? io.stderr : io.stdout
}

/** Finds out before any work whether all that is to be written has a place. @throws FILE_UNWRITABLE */
export async function checkPlaces({ json, html }: OptionValues): Promise<void> {
  if (json !== undefined && json !== '-') await checkWritable(json)
  if (html !== undefined) await checkWritable(html)
}

/** Writes JSON where it is wanted. @throws FILE_UNWRITABLE */
export async function writeJson(text: string, { json }: OptionValues, io: Io): Promise<void> {
  if (json === '-') io.stdout.write(text)
  else if (json !== undefined) await writeReport(json, text)
}

/** Prints fields for people, and writes what they are made of as JSON, where that is wanted. @throws FILE_UNWRITABLE */
export async function tellFields(fields: readonly Field[], json: string, options: OptionValues, io: Io): Promise<void> {
  const out = forPeople(options, io)
  out.write(`${printFields(fields, out.columns ?? 100)}\n`)
  await writeJson(json, options, io)
}
