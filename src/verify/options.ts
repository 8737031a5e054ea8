import type { Claim } from '../claim/claim.ts'
import { checkOptions, unexpected } from '../errors.ts'
import { type Effort, effortFor } from './effort.ts'
import { type Times, timesFor } from './times.ts'

/** What is going on inside a long `verify`. */
export interface VerifyProgress {
  claim: string
  phase: 'replay' | 'bounds' | 'search' | 'shrink'
  cases: number
  /** Regions bounded so far, on the way to a proof. */
  regions?: number
  /** Most extreme outputs computed so far. */
  observed: [min: number, max: number]
}

/** How `verify` decides a claim; all of it may be left out. */
export interface VerifyOptions {
  /** Where random cases come from, a 32-bit integer; the same seed gives the same cases. Default 0. */
  seed?: number
  /**
   * Cases to try in all: stored counterexamples, random ones, those along gradients and those that bounds point at. A
   * claim that is left open has had all of them. Not given, 10,000 random ones and up to ten times as many in all,
   * fewer of a model of over two million multiplications a row, and every float32 where a single number is free.
   */
  cases?: number
  /**
   * Regions that branch and bound may bound on the way to a proof. Default 10,000, fewer of a large network: work for
   * half a minute at most.
   */
  regions?: number
  /**
   * Seconds after which a verdict is given with what is known, a safety net: what the same claim comes to does not
   * depend on the machine's load as long as `cases` and `regions` end first. A tenth and one second more may be taken.
   * Default 60.
   */
  seconds?: number
  /** Rows a forward pass. Default: as many as make up 4 MB of input, 4,096 at most, and as memory has room for. */
  batchSize?: number
  /**
   * Folder of stored counterexamples: those of this claim are replayed before anything else, and new ones of an
   * `always` are written there before the verdict is returned. Names tell claims apart, and where two have the same,
   * `source`. Default, and with `false`: none.
   */
  corpus?: string | false
  /**
   * Folder for certificates: the proof of a claim that bounds, a witness or growth decide is written there before the
   * verdict is returned. Default, and with `false`: none; the proof is checked all the same.
   */
  certificates?: string | false
  /**
   * Narrow `certified` with the exact range over strings of letters, also where the claim is decided without. Default
   * false.
   */
  tight?: boolean
  /** Write new counterexamples into the corpus. Default true; `false` only replays. */
  store?: boolean
  /**
   * What states the claim (a module, or the command line of a check), noted in stored counterexamples to replay them
   * with.
   */
  source?: string
  /** Is told how far the search is. */
  onProgress?: (progress: VerifyProgress) => void
  signal?: AbortSignal
}

export interface CompleteOptions extends Effort {
  seed: number
  /** When each stretch of the way ends. */
  times: Times
  corpus: string | undefined
  certificates: string | undefined
  tight: boolean
  store: boolean
  source: string | undefined
  onProgress: (progress: VerifyProgress) => void
  signal: AbortSignal | undefined
}

/** Seconds where none are asked for. */
export const DEFAULT_SECONDS = 60

// prettier-ignore
const known: readonly (keyof VerifyOptions)[] = [
  'seed', 'cases', 'regions', 'seconds', 'batchSize', 'corpus', 'certificates', 'tight', 'store', 'source', 'onProgress', 'signal',
]

/** Checks the options and fills in the defaults for a claim; time begins to run. */
export function completeOptions(options: VerifyOptions, claim: Claim): CompleteOptions {
  checkOptions('verify', options, known)
  const {
    seed = 0,
    seconds = DEFAULT_SECONDS,
    corpus = false,
    certificates = false,
    tight = false,
    store = true,
    source,
  } = options
  check('seed', seed, 'a 32-bit integer', Number.isInteger(seed) && Math.abs(seed) <= 2 ** 32)
  for (const name of ['cases', 'regions', 'batchSize'] as const) {
    const count = options[name]
    if (count !== undefined) check(name, count, 'a whole number >= 1', Number.isSafeInteger(count) && count >= 1)
  }
  check('seconds', seconds, 'a number > 0', typeof seconds === 'number' && seconds > 0)
  const isFolder = (path: unknown): boolean => path === false || (typeof path === 'string' && path !== '')
  check('corpus', corpus, 'the path of a folder', isFolder(corpus))
  check('certificates', certificates, 'the path of a folder', isFolder(certificates))
  check('tight', tight, 'true or false', typeof tight === 'boolean')
  return {
    ...effortFor(claim, options),
    seed,
    times: timesFor(seconds),
    corpus: corpus === false ? undefined : corpus,
    certificates: certificates === false ? undefined : certificates,
    tight,
    store,
    source,
    onProgress: options.onProgress ?? (() => undefined),
    signal: options.signal,
  }
}

function check(name: string, value: unknown, expected: string, fits: boolean): void {
  if (!fits) throw unexpected({ api: 'verify', expected, name, value })
}
