import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { OvershootError, reasonOf } from '../../errors.ts'
import { brief } from '../../files/brief.ts'
import { decodeText } from '../../files/parseJson.ts'
import { readBytes } from '../../files/readBytes.ts'
import { decode } from './decode.ts'
import type { StoredCounterexample } from './storedCounterexample.ts'

/** Where counterexamples lie if nothing else is said, from the root of a project. */
export const DEFAULT_CORPUS = 'fixtures/counterexamples'

/** Bytes that the largest counterexample stays below. */
const MOST_BYTES = 2 ** 28

/** What a corpus folder holds, by name, and a line for each file in it that cannot be read. */
export interface Corpus {
  readonly counterexamples: readonly StoredCounterexample[]
  readonly warnings: readonly string[]
}

/**
 * Reads every `.json` file of a folder; a folder that is not there is empty. A file that was changed or broken is named
 * and skipped; one that another process removes meanwhile, as it does with what it has made simpler, is none.
 * @throws FILE_UNREADABLE for a folder that cannot be read
 */
export async function readCorpus(folder: string): Promise<Corpus> {
  const counterexamples: StoredCounterexample[] = []
  const warnings: string[] = []
  for (const file of await corpusFiles(folder))
    try {
      counterexamples.push(await readCounterexample(file))
    } catch (error) {
      if (await isGone(file)) continue
      warnings.push(`skipped ${(error as Error).message}`)
    }
  return { counterexamples, warnings }
}

/** Reads one counterexample. @throws COUNTEREXAMPLE_UNREADABLE for a file that is missing, broken or was changed */
export async function readCounterexample(file: string): Promise<StoredCounterexample> {
  try {
    return decode(decodeText(await readBytes(file, MOST_BYTES)))
  } catch (error) {
    const reason = brief(reasonOf(error))
    throw new OvershootError('COUNTEREXAMPLE_UNREADABLE', `${brief(file)}: ${reason}`, { cause: error })
  }
}

/**
 * The files of a corpus, sorted. Temporary files, which start with a dot, are not among them. @throws FILE_UNREADABLE
 */
async function corpusFiles(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw new OvershootError('FILE_UNREADABLE', `${folder}: cannot be read: ${error.message}`, { cause: error })
  })
  return names
    .filter((name) => name.endsWith('.json') && !name.startsWith('.'))
    .sort()
    .map((name) => join(folder, name))
}

async function isGone(file: string): Promise<boolean> {
  return lstat(file).then(
    () => false,
    (error: NodeJS.ErrnoException) => error.code === 'ENOENT',
  )
}
