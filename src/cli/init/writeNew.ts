import { rm, writeFile } from 'node:fs/promises'
import { OvershootError } from '../../errors.ts'

/** Writes files that are not there yet: all of them, or none. @throws FILE_UNWRITABLE */
export async function writeNew(files: readonly (readonly [path: string, text: string])[]): Promise<void> {
  const written: string[] = []
  for (const [path, text] of files)
    try {
      await writeFile(path, text, { flag: 'wx' })
      written.push(path)
    } catch (error) {
      await Promise.all(written.map((one) => rm(one, { force: true })))
      const { code, message } = error as NodeJS.ErrnoException
      const reason = code === 'EEXIST' ? 'it is there already' : message
      throw new OvershootError('FILE_UNWRITABLE', `${path}: cannot be written: ${reason}`, { cause: error })
    }
}
