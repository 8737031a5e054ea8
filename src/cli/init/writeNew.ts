import { mkdir, open, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { OvershootError } from '../../errors.ts'

/**
 * Writes files that are not there yet, and the folders that they lie in: all of them, or none.
 * @param instead what to do about a file that is there
 * @throws FILE_UNWRITABLE
 */
export async function writeNew(
  files: readonly (readonly [path: string, text: string])[],
  instead: string,
): Promise<void> {
  const written: string[] = []
  for (const [path, text] of files)
    try {
      await mkdir(dirname(path), { recursive: true })
      const file = await open(path, 'wx')
      // From here on it is there, written to its end or not.
      written.push(path)
      await file.writeFile(text).finally(() => file.close())
    } catch (error) {
      await Promise.all(written.map((one) => rm(one, { force: true })))
      const { code, message, path: place } = error as NodeJS.ErrnoException
      // A file where a folder should be is none that is there already.
      const reason = code === 'EEXIST' && place === path ? `it is there already: ${instead}` : message
      throw new OvershootError('FILE_UNWRITABLE', `${path}: cannot be written: ${reason}`, { cause: error })
    }
}
