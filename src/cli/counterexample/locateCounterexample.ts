import { access } from 'node:fs/promises'
import { OvershootError } from '../../errors.ts'
import { brief } from '../../files/brief.ts'
import { readCorpus, readCounterexample } from '../../search/corpus/readCorpus.ts'
import { counterexampleFile } from '../../search/corpus/storeCounterexample.ts'
import type { StoredCounterexample } from '../../search/corpus/storedCounterexample.ts'

/** Of many counterexamples, how many are named. */
const LISTED = 10

/**
 * Reads the stored counterexample that a command names: by its id, which is looked up in the corpus folder, or by its
 * file.
 * @throws COUNTEREXAMPLE_UNREADABLE; for a name that is neither it tells where it looked and which ids are there
 */
export async function locateCounterexample(name: string, folder: string): Promise<StoredCounterexample> {
  const isId = /^[0-9a-f]{12}$/.test(name)
  const file = isId ? counterexampleFile(folder, name) : name
  if (await isThere(file)) return readCounterexample(file)
  const { counterexamples } = await readCorpus(folder)
  const ids = counterexamples.slice(0, LISTED).map(({ id, claim }) => `${id} (${claim})`)
  const more = counterexamples.length > LISTED ? ` and ${counterexamples.length - LISTED} more` : ''
  const wanted = isId ? `no counterexample ${name}` : `${brief(name)} is no file, and no id of a counterexample`
  throw new OvershootError(
    'COUNTEREXAMPLE_UNREADABLE',
    `${wanted} in ${folder}, which holds ${ids.length === 0 ? 'none' : ids.join(', ')}${more}; ` +
      'another folder is named by --corpus; those that tests find are kept unless OVERSHOOT_STORE=false',
  )
}

async function isThere(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  )
}
