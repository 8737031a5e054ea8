import type { BackendName } from '../backend/name.ts'
import type { Coverage } from './cover.ts'

/**
 * `proved`: holds, with a certificate sound for the float32 that runs. `refuted`: does not hold.
 * `survived`: no counterexample in `cases` cases, and no proof. `vacuous`: survived cases that miss a share demanded of them.
 */
export type Status = 'proved' | 'refuted' | 'survived' | 'vacuous'

/** Which stretch of the way decided. */
export type DecidedBy = 'replay' | 'search' | 'gradient' | 'bounds' | 'exhaustion' | 'sequences' | 'witness'

/** One input and what the model computed for it, alone at batch size 1 on the verdict's backend. */
export interface Example {
  /** Flattened float32 values of each input, keyed by input-layer name. */
  inputs: Record<string, number[]>
  /** The output number that decides: of several, the one that offends (or witnesses) most. */
  output: number
  /** True only if no single simplification step keeps it an example. */
  minimal: boolean
  /** How many input numbers differ from the domain's simplest point. */
  distance: number
  /** Hash of claim, model and values: the name to replay it by. */
  id: string
}

/** What is known about a claim after `verify`: plain data. */
export interface Verdict {
  claim: string
  status: Status
  by: DecidedBy
  /** Most extreme outputs that were really computed, `[min, max]`; `[NaN, NaN]` when none was a number. */
  observed: [min: number, max: number]
  /** Sound bounds of every output that is a number, over the whole domain; `observed` always lies inside. */
  certified: [lo: number, hi: number]
  /** May an output be NaN somewhere in the domain? `impossible` is certified. */
  nan: 'impossible' | 'possible' | 'observed'
  /** What `certified` takes for granted beside the rounding of float32: the errors measured of the backend's functions. */
  restsOn?: string[]
  /** File that holds the proof, for `overshoot check-proof`; only where a folder for certificates was given and bounds decided. */
  certificate?: string
  counterexample?: Example
  /** The command that replays the counterexample; only where a corpus holds it. */
  replay?: string
  witness?: Example
  /** The parts that the example's output is the sum of, e.g. `{ wide: 1.113, deep: 0.0046 }`. */
  parts?: Record<string, number>
  /** What came of the claim's labels on its random cases, in the order stated. */
  coverage?: Coverage[]
  /** Ids of stored counterexamples that were replayed and fail no more. */
  fixed?: string[]
  /** What went wrong on the way without stopping it: stored files that cannot be read, models that have changed. */
  warnings?: string[]
  cases: number
  /** Hits in a batch that did not replay alone. */
  flaky: number
  seed: number
  backend: BackendName
  seconds: number
  /** Does the verdict meet the claim's `demand` and `expect`? This is what passes or fails a test. */
  passed: boolean
  expect?: 'refuted'
  demand?: 'proof'
  /** One sentence: why this status. */
  reason: string
}
