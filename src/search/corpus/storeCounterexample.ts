import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { OvershootError, reasonOf } from '../../errors.ts'
import { isTemporary, replaceFile } from '../../files/replaceFile.ts'
import { encode } from './encode.ts'
import type { StoredCounterexample } from './storedCounterexample.ts'

/** Milliseconds after which a temporary file is none that somebody still writes. */
const STALE = 3_600_000

/**
 * Writes a counterexample to `<id>.json` in the corpus folder, which is made where it is missing. When it resolves, the
 * file is there whole, whatever happens to the process then; before, the old one is or none. Temporary files that
 * killed processes left are removed after an hour.
 * @throws FILE_UNWRITABLE
 */
export async function storeCounterexample(folder: string, counterexample: StoredCounterexample): Promise<void> {
  try {
    await mkdir(folder, { recursive: true })
    await removeStale(folder)
    await replaceFile(counterexampleFile(folder, counterexample.id), encode(counterexample))
  } catch (error) {
    const reason = reasonOf(error)
    throw new OvershootError('FILE_UNWRITABLE', `cannot write a counterexample to ${folder}: ${reason}`, {
      cause: error,
    })
  }
}

/** Where the corpus keeps it. */
export function counterexampleFile(folder: string, id: string): string {
  return join(folder, `${id}.json`)
}

async function removeStale(folder: string): Promise<void> {
  for (const name of (await readdir(folder)).filter(isTemporary)) {
    const path = join(folder, name)
    // Its writer may have renamed it just now.
    const age = await stat(path).then(
      ({ mtimeMs }) => Date.now() - mtimeMs,
      () => 0,
    )
    if (age > STALE) await rm(path, { force: true })
  }
}
