import type { BackendName } from '../../backend/name.ts'
import type { DecidedBy, Matter, ShrinkStep } from '../../claim/verdict.ts'

/** A counterexample with all that is needed to replay and to explain it: what a file of the corpus holds. */
export interface StoredCounterexample {
  /** Hash of claim, model and values, also the file's name: see `exampleId`. */
  readonly id: string
  /** Name of the claim. */
  readonly claim: string
  /** What it said of the outputs, in words, e.g. `always in [0, 1]`. */
  readonly holds: string
  /** What states the claim: a module, as a path from where the run was started, or the command line of a check. */
  readonly source?: string
  /** Fingerprint of the model. */
  readonly model: string
  /** In the model's input order. */
  readonly inputs: readonly StoredInput[]
  /**
   * The output number that decides, computed alone at batch size 1; or the margin, then with all outputs that it is of.
   */
  readonly output: number
  readonly outputs?: readonly number[]
  /** The parts that the output is the sum of. */
  readonly parts?: Readonly<Record<string, number>>
  readonly minimal: boolean
  /** How many input numbers or letters differ from the domain's simplest point. */
  readonly distance: number
  /** The way from the first hit to the minimum. */
  readonly path: readonly ShrinkStep[]
  /** The numbers and letters that matter, most important first. */
  readonly matters: readonly Matter[]
  readonly backend: BackendName
  readonly versions: { readonly backend: string; readonly tfjs: string; readonly node: string }
  /** The run that found it. */
  readonly found: {
    readonly by: DecidedBy
    readonly seed: number
    readonly cases: number
    /** Hits in a batch that did not survive alone. */
    readonly flaky: number
  }
}

export interface StoredInput {
  readonly name: string
  readonly shape: readonly number[]
  /** The domain in words, e.g. `-25..20`. */
  readonly domain: string
  /** Float32, flattened in row-major order. */
  readonly values: Float32Array
}
