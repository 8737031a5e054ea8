import { access } from 'node:fs/promises'
import type { Claim } from '../../claim/claim.ts'
import { OvershootError } from '../../errors.ts'
import { DEFAULT_CORPUS, readCorpus, readCounterexample } from '../../search/corpus/readCorpus.ts'
import type { StoredCounterexample } from '../../search/corpus/storedCounterexample.ts'
import { chooseBackend } from '../backend/chooseBackend.ts'
import type { Io } from '../terminal/io.ts'
import { moduleUnreadable } from '../../report/module/moduleUnreadable.ts'
import type { OptionName, OptionValues } from '../options/optionTable.ts'
import { brief } from '../../files/brief.ts'
import { counterexampleFile } from '../../search/corpus/storeCounterexample.ts'

/** What commands about one stored counterexample take. */
export const counterexampleArguments = [
  { name: '<counterexample>', doc: 'its id, or its file' },
  { name: '[module]', doc: 'the module that states the claim, if not the one that the counterexample was found with' },
] as const
export const counterexampleOptions: readonly OptionName[] = ['json', 'backend', 'corpus']

/** A stored counterexample, and how to get at its claim. */
export interface Reopened {
  readonly stored: StoredCounterexample
  /** What states the claim, if it is known: the module, or the command line of a check. */
  readonly source: string | undefined
}

/** Finds the counterexample that the arguments name, before anything is loaded. @throws COUNTEREXAMPLE_UNREADABLE */
export async function reopenCounterexample(
  [name, module]: readonly string[],
  { corpus }: OptionValues,
): Promise<Reopened> {
  const stored = await locateCounterexample(name!, corpus || DEFAULT_CORPUS)
  return { stored, source: module ?? stored.source }
}

/**
 * Starts the backend that was asked for, by option or environment, else the one that the counterexample was found on.
 * @throws BACKEND_UNAVAILABLE, BACKEND_UNKNOWN
 */
export async function startBackend(stored: StoredCounterexample, { backend }: OptionValues, io: Io): Promise<void> {
  if (backend !== undefined || io.environment['OVERSHOOT_BACKEND']) return chooseBackend(backend, io)
  const { useBackend } = await import('../../backend/useBackend.ts')
  await useBackend(stored.backend).catch((error: Error) => {
    const hint = `Counterexample ${stored.id} was found on it; --backend auto takes another`
    throw new OvershootError('BACKEND_UNAVAILABLE', `${error.message}. ${hint}`, { cause: error })
  })
}

/**
 * Loads the claim of a counterexample and the real rows of what states it. @throws CLAIMS_MODULE_UNREADABLE, and as
 * `openSource`
 */
export async function loadClaimOf({ stored }: Reopened, source: string): Promise<{ claim: Claim; data: unknown }> {
  const { openSource } = await import('../module/openSource.ts')
  const { claims, data } = await openSource(source)
  const claim = claims.find(({ name }) => name === stored.claim)
  if (claim) return { claim, data }
  const names = claims.map(({ name }) => JSON.stringify(name)).join(', ')
  throw moduleUnreadable(
    source,
    `states no claim ${JSON.stringify(stored.claim)}, of which ${stored.id} is a counterexample, but ${names}`,
  )
}

/** Of many counterexamples, how many are named. */
const LISTED = 10

/**
 * Reads the stored counterexample that a command names: by its id, which is looked up in the corpus folder, or by its
 * file.
 * @throws COUNTEREXAMPLE_UNREADABLE; for a name that is neither it tells where it looked and which ids are there
 */
async function locateCounterexample(name: string, folder: string): Promise<StoredCounterexample> {
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
