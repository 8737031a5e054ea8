import { closeSync, constants, fstatSync, lstatSync, openSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { type OvershootError, unexpected } from '../../../errors.ts'
import { brief } from '../../../files/brief.ts'

/**
 * The bytes of a tensor that the file keeps elsewhere: in a regular file inside the model's folder, without any link on
 * the way. `length` is what its shape asks for.
 * @throws FILE_UNREADABLE
 */
export function readExternal(
  entries: ReadonlyMap<string, string>,
  folder: string | undefined,
  length: number,
  name: string,
): Uint8Array {
  const location = entries.get('location') ?? ''
  const fail = (why: string): OvershootError =>
    unexpected({
      api: 'readOnnx',
      expected: "data of a tensor in a file inside the model's folder",
      name,
      value: brief(location, 120),
      hint: why,
      code: 'FILE_UNREADABLE',
    })
  if (folder === undefined) throw fail("Pass the model's folder")
  const offset = wholeNumber(entries.get('offset') ?? '0')
  const given = wholeNumber(entries.get('length') ?? String(length))
  if (offset === undefined || given !== length) throw fail(`Its offset must be a whole number and its length ${length}`)
  const steps = location.split('/')
  const isInside = steps.every((step) => step !== '' && step !== '.' && step !== '..' && !/[\\\0:]/.test(step))
  if (!isInside) throw fail('It must be a plain relative path')
  try {
    // The folder itself may be reached through links: it is the caller's.
    for (const [i] of steps.entries())
      if (lstatSync(join(folder, ...steps.slice(0, i + 1))).isSymbolicLink()) throw new Error('it is a symbolic link')
    return readPart(join(folder, location), offset, length)
  } catch (error) {
    throw fail((error as Error).message)
  }
}

function wholeNumber(text: string): number | undefined {
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined
}

function readPart(path: string, offset: number, length: number): Uint8Array {
  // Neither a link put in its place in the meantime is followed, nor a pipe waited for.
  const file = openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0))
  try {
    const stats = fstatSync(file)
    if (!stats.isFile()) throw new Error('it is no regular file')
    if (offset + length > stats.size) throw new Error(`it has ${stats.size} bytes, ${offset + length} are needed`)
    const bytes = new Uint8Array(length)
    let at = 0
    while (at < length) {
      const count = readSync(file, bytes, at, length - at, offset + at)
      if (count === 0) throw new Error('it was cut off while it was read')
      at += count
    }
    return bytes
  } finally {
    closeSync(file)
  }
}
