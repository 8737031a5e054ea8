import { checkOptions, unexpected } from '../errors.ts'

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
  /** Random cases to try. Default 10,000. */
  cases?: number
  /** Regions that branch and bound may bound on the way to a proof. Default 10,000. */
  regions?: number
  /**
   * Seconds after which no new work starts: an any-time verdict. A search that is not through leaves the last quarter
   * of them to a proof. Default 10.
   */
  seconds?: number
  /** Rows a forward pass; the cases do not depend on it. Default: as many as make up 4 MB of input, 4,096 at most. */
  batchSize?: number
  /**
   * Folder of stored counterexamples: those of this claim are replayed before anything else, and new ones of an `always` are
   * written there before the verdict is returned. Default, and with `false`: none.
   */
  corpus?: string | false
  /**
   * Folder for certificates: the proof of a claim that bounds, a witness or growth decide is written there before the verdict is returned.
   * Default, and with `false`: none; the proof is checked all the same.
   */
  certificates?: string | false
  /** Narrow `certified` with the exact range over strings of letters, also where the claim is decided without. Default false. */
  tight?: boolean
  /** Write new counterexamples into the corpus. Default true; `false` only replays. */
  store?: boolean
  /** What states the claim (a module, or the command line of a check), noted in stored counterexamples to replay them with. */
  source?: string
  /** Is told how far the search is. */
  onProgress?: (progress: VerifyProgress) => void
  signal?: AbortSignal
}

export interface CompleteOptions {
  seed: number
  cases: number
  regions: number
  /** On the clock of `performance.now()`. */
  deadline: number
  /** On the same clock: when a search gives way to a proof. */
  searchDeadline: number
  batchSize: number
  corpus: string | undefined
  certificates: string | undefined
  tight: boolean
  store: boolean
  source: string | undefined
  onProgress: (progress: VerifyProgress) => void
  signal: AbortSignal | undefined
}

/** Of the seconds, where a proof is to come after the search. */
const SEARCH_SHARE = 0.75

// prettier-ignore
const known: readonly (keyof VerifyOptions)[] = [
  'seed', 'cases', 'regions', 'seconds', 'batchSize', 'corpus', 'certificates', 'tight', 'store', 'source', 'onProgress', 'signal',
]

/** Checks the options and fills in the defaults; `rowSize` is how many numbers one case has. */
export function completeOptions(options: VerifyOptions, rowSize: number): CompleteOptions {
  checkOptions('verify', options, known)
  const {
    seed = 0,
    cases = 10_000,
    regions = 10_000,
    seconds = 10,
    corpus = false,
    certificates = false,
    tight = false,
    store = true,
    source,
  } = options
  const batchSize = options.batchSize ?? Math.max(1, Math.min(4096, Math.floor(2 ** 20 / rowSize)))
  check('seed', seed, 'a 32-bit integer', Number.isInteger(seed) && Math.abs(seed) <= 2 ** 32)
  check('cases', cases, 'a whole number >= 1', Number.isSafeInteger(cases) && cases >= 1)
  check('regions', regions, 'a whole number >= 1', Number.isSafeInteger(regions) && regions >= 1)
  check('batchSize', batchSize, 'a whole number >= 1', Number.isSafeInteger(batchSize) && batchSize >= 1)
  check('seconds', seconds, 'a number > 0', typeof seconds === 'number' && seconds > 0)
  const started = performance.now()
  const isFolder = (path: unknown): boolean => path === false || (typeof path === 'string' && path !== '')
  check('corpus', corpus, 'the path of a folder', isFolder(corpus))
  check('certificates', certificates, 'the path of a folder', isFolder(certificates))
  check('tight', tight, 'true or false', typeof tight === 'boolean')
  return {
    seed,
    cases,
    regions,
    batchSize,
    corpus: corpus === false ? undefined : corpus,
    certificates: certificates === false ? undefined : certificates,
    tight,
    store,
    source,
    deadline: started + seconds * 1000,
    searchDeadline: started + SEARCH_SHARE * seconds * 1000,
    onProgress: options.onProgress ?? (() => undefined),
    signal: options.signal,
  }
}

function check(name: string, value: unknown, expected: string, fits: boolean): void {
  if (!fits) throw unexpected({ api: 'verify', expected, name, value })
}
