import { readFile } from 'node:fs/promises'
import { moduleUnreadable } from '../../report/module/moduleUnreadable.ts'

/** The text of a claims module. @throws CLAIMS_MODULE_UNREADABLE where there is no such file, or it cannot be read */
export async function readSource(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw moduleUnreadable(path, reasons[error.code ?? ''] ?? error.message, error)
  })
}

const reasons: Readonly<Record<string, string>> = {
  EISDIR: 'a folder is no claims module; for a model use check',
  ENOENT: 'no such file',
}
