import type { BackendName } from '../backend/name.ts'
import type { Coverage } from './cover.ts'

/**
 * `proved`: holds, with a certificate sound for the float32 that runs. `refuted`: does not hold. `survived`: no
 * counterexample in `cases` cases, and no proof. `vacuous`: survived cases that miss a share demanded of them.
 */
export type Status = 'proved' | 'refuted' | 'survived' | 'vacuous'

/**
 * What ended a search or a proof before its end: the time was up, all cases were tried, all regions bounded that were
 * to be, or a signal was given. More of it might decide.
 */
export type Stopped = 'time' | 'cases' | 'regions' | 'signal'

/** Which stretch of the way decided. */
export type DecidedBy = 'replay' | 'search' | 'gradient' | 'bounds' | 'exhaustion' | 'sequences' | 'witness'

/** One input and what the model computed for it, alone at batch size 1 on the verdict's backend. */
export interface Example {
  /** Flattened float32 values of each input, keyed by input-layer name. */
  inputs: Record<string, number[]>
  /** The output number that decides, or the margin: of several, the one that offends (or witnesses) most. */
  output: number
  /** All output numbers; only where `output` is a margin of them. */
  outputs?: number[]
  /** True only if no single simplification step keeps it an example. */
  minimal: boolean
  /** How many input numbers differ from the domain's simplest point. */
  distance: number
  /** Hash of claim, model and values: the name to replay it by. */
  id: string
}

/** A point on the way from the first hit to the example: the way itself leads to ever simpler ones. */
export interface ShrinkStep {
  /** Coordinates (numbers or letters) that differ from the simplest point. */
  readonly distance: number
  /** The output number that decides, computed alone. */
  readonly output: number
}

/** How much one number or letter of a minimal example matters: what comes of the output without it. */
export interface Matter {
  /** Name of the input layer. */
  readonly input: string
  /** Which number of the input's flattened row, or which letter of the sequence, from 0. */
  readonly index: number
  /** The number, or the letter's place in the alphabet; and the simplest one in its place. */
  readonly value: number
  readonly simplest: number
  /** The output, as a batch gives it, with the simplest one in its place: no hit any more. */
  readonly without: number
}

/** How an example became as simple as it is. */
export interface Shrinking {
  /** From the first hit to the example: every point that was taken over. */
  path: readonly ShrinkStep[]
  /** The numbers and letters that are left, the one that matters most first; empty where the example is not minimal. */
  matters: readonly Matter[]
}

/** What is known about a claim after `verify`: plain data. */
export interface Verdict {
  claim: string
  /** What the claim says of the outputs, in words, e.g. `always in [0, 1]`. */
  holds: string
  /**
   * The ends of the set that it speaks of, for charts (`holds` says which of them belong to it); none where it is
   * `unbounded`.
   */
  claimed?: [lo: number, hi: number]
  /**
   * True where the claim is of a linear set: `claimed`, `observed`, `certified` and the `output` of examples are then
   * margins, not outputs, which are 0 or greater (greater than 0 where a comparison is strict) where the claim holds;
   * see `linear`.
   */
  margin?: true
  /** What the model is, where it is not its file as that is: e.g. the float32 version of a file of float16 numbers. */
  about?: string
  /** The inputs that it speaks of, by name: the domain in words, and the shape of one row. */
  domains: Record<string, { description: string; shape: readonly number[] }>
  status: Status
  by: DecidedBy
  /** Most extreme outputs that were really computed, `[min, max]`; `[NaN, NaN]` when none was a number. */
  observed: [min: number, max: number]
  /** Sound bounds of every output that is a number, over the whole domain; `observed` always lies inside. */
  certified: [lo: number, hi: number]
  /** May an output be NaN somewhere in the domain? `impossible` is certified. */
  nan: 'impossible' | 'possible' | 'observed'
  /**
   * What `certified` takes for granted beside the rounding of float32: the errors measured of the backend's functions.
   */
  restsOn?: string[]
  /**
   * File that holds the proof, for `overshoot check-proof`; only where a folder for certificates was given and bounds
   * decided.
   */
  certificate?: string
  counterexample?: Example
  /** The command that replays the counterexample; only where a corpus holds it. */
  replay?: string
  witness?: Example
  /** How the counterexample or witness was shrunk, where it was. */
  shrinking?: Shrinking
  /**
   * The parts that the example's output is the sum of, or what goes through its last activation is, e.g.
   * `{ wide: 1.113, deep: 0.0046 }`.
   */
  parts?: Record<string, number>
  /** What came of the claim's labels on its random cases, in the order stated. */
  coverage?: Coverage[]
  /** Ids of stored counterexamples that were replayed and fail no more. */
  fixed?: string[]
  /** Ids of stored counterexamples that were replayed and still fail, the simplest first. */
  failing?: string[]
  /** What went wrong on the way without stopping it: stored files that cannot be read, models that have changed. */
  warnings?: string[]
  /**
   * Why the work ended, where it might have gone on: of every claim that is left open, and of a counterexample that is
   * not minimal.
   */
  stopped?: Stopped
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
