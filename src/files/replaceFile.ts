import { randomUUID } from 'node:crypto'
import { open, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

/**
 * Writes a text file whole or not at all, and replaces what is there: to a temporary file beside it, whose name
 * `isTemporary` knows, which is flushed to the disk and then renamed. When it resolves the file outlasts the process;
 * killed before, at most the temporary file is left. Rejects as Node's own functions do; nothing is left behind then.
 */
export async function replaceFile(path: string, text: string): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${randomUUID()}.tmp`)
  try {
    const file = await open(temporary, 'wx')
    try {
      await file.writeFile(text)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined)
    throw error
  }
}

/** Is this the name of a file that `replaceFile` renames in the end? */
export function isTemporary(name: string): boolean {
  return /^\..*\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.tmp$/.test(name)
}
