import { access } from 'node:fs/promises'
import { OvershootError } from '../errors.ts'
import { readCorpus, readCounterexample } from '../search/corpus/readCorpus.ts'
import { counterexampleFile } from '../search/corpus/storeCounterexample.ts'
import type { StoredCounterexample } from '../search/corpus/storedCounterexample.ts'

/**
 * Reads the stored counterexample that a command names: by its id, which is looked up in the corpus folder, or by its file.
 * @throws COUNTEREXAMPLE_UNREADABLE; for an id that is not there it names those that are; USAGE for an id without a folder
 */
export async function locateCounterexample(name: string, folder: string | false): Promise<StoredCounterexample> {
  if (!/^[0-9a-f]{12}$/.test(name)) return readCounterexample(name)
  if (folder === false)
    throw new OvershootError('USAGE', `an id (${name}) is looked up in a corpus: leave --no-corpus out`)
  const file = counterexampleFile(folder, name)
  const isThere = await access(file).then(
    () => true,
    () => false,
  )
  if (isThere) return readCounterexample(file)
  const { counterexamples } = await readCorpus(folder)
  const ids = counterexamples.map(({ id, claim }) => `${id} (${claim})`)
  throw new OvershootError(
    'COUNTEREXAMPLE_UNREADABLE',
    `no counterexample ${name} in ${folder}, which holds ${ids.length === 0 ? 'none' : ids.join(', ')}; ` +
      'those that tests find are kept with OVERSHOOT_STORE=true',
  )
}
