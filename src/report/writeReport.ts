import { realpath, stat, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { OvershootError } from '../errors.ts'
import { replaceFile } from '../files/replaceFile.ts'

/**
 * Writes a text file whole or not at all: to a temporary file beside it, which is then renamed. A link is followed;
 * what is no file, such as /dev/null or a pipe, is written to and not replaced.
 * @throws FILE_UNWRITABLE where that is not possible; nothing is left behind
 */
export async function writeReport(path: string, text: string): Promise<void> {
  await checkWritable(path)
  const special = (await statOf(path))?.isFile() === false
  await (special ? writeFile(path, text) : replaceFile(await realpath(path).catch(() => path), text)).catch((error) => {
    throw unwritable(path, error)
  })
}

/** Finds out before long work whether its result will have a place. @throws FILE_UNWRITABLE */
export async function checkWritable(path: string): Promise<void> {
  const folder = dirname(path)
  const [parent, target] = await Promise.all([statOf(folder), statOf(path)])
  if (!parent?.isDirectory()) throw unwritable(path, new Error(`${folder} is not a folder`))
  if (target?.isDirectory()) throw unwritable(path, new Error('it is a folder'))
}

async function statOf(path: string): Promise<Awaited<ReturnType<typeof stat>> | undefined> {
  return stat(path).catch(() => undefined)
}

function unwritable(path: string, cause: unknown): OvershootError {
  const reason = cause instanceof Error ? cause.message : String(cause)
  return new OvershootError('FILE_UNWRITABLE', `${path}: cannot be written: ${reason}`, { cause })
}
