import type { BackendName } from '../../backend/name.ts'
import type { Margins } from '../../claim/linear/margins.ts'
import type { OutputSet } from '../../claim/set.ts'
import type { Packed } from '../../files/pack.ts'

/** A number as it stands in JSON, which lacks infinities. */
export type JsonNumber = number | 'Infinity' | '-Infinity'

/**
 * A proof as data: what `checkProof` needs to make sure of it without the model and without what found the proof. It
 * holds plain JSON only, in the order below, which `digest` covers.
 */
export interface Certificate {
  readonly format: 'overshoot certificate'
  readonly version: 1
  /** The claim's name. */
  readonly claim: string
  readonly holds:
    | {
        readonly kind: 'always' | 'sometimes'
        readonly set: { readonly lo: JsonNumber; readonly hi: JsonNumber; readonly open: OutputSet['open'] }
      }
    /**
     * Of a linear set: its margins have to be 0 or above, and not 0 if `open`. They are not in `network`, but what
     * `proof` bounds.
     */
    | { readonly kind: 'always' | 'sometimes'; readonly margins: Margins; readonly open: boolean }
    | { readonly kind: 'unbounded' }
  readonly status: 'proved' | 'refuted'
  readonly backend: BackendName
  /** Of the model that `network` was read from. */
  readonly fingerprint: string
  /** `Network`, with its arrays packed. */
  readonly network: object
  /**
   * For each input, in the network's order: float32 bounds, letters of one-hot rows, and which sides go on without end.
   */
  readonly domains: readonly {
    readonly lo: Packed
    readonly hi: Packed
    readonly letters?: number
    readonly endless: { readonly lo: readonly boolean[]; readonly hi: readonly boolean[] }
  }[]
  readonly figures: readonly Figure[]
  /** Measurements behind the figures, a sentence each. */
  readonly restsOn: readonly string[]
  readonly proof: Proof
  /** SHA-256 of the JSON of all that is above. It shows damage; nothing rests on it. */
  readonly digest: string
}

/**
 * How far a function with this parameter may be off, region by region of its float32 inputs; see `ElementwiseError`.
 * `exp` is for softmax.
 */
export interface Figure {
  readonly name: string
  readonly parameter: number
  /** The first region begins at -Infinity, each ends before the next. */
  readonly regions: readonly (readonly [
    from: JsonNumber,
    relative: JsonNumber,
    absolute: JsonNumber,
    min: JsonNumber,
    max: JsonNumber,
    nan: boolean,
  ])[]
}

export type Proof =
  /**
   * The domain in parts, each of which shows the claim: a tree, every node before its two halves, the left one first.
   * Proves `always`, refutes `sometimes` and `unbounded`.
   */
  | { readonly kind: 'bounds'; readonly nodes: readonly Node[] }
  /** An input whose own bounds show it. Proves `sometimes`, refutes `always`. */
  | { readonly kind: 'witness'; readonly inputs: readonly Packed[] }
  /** A number of an input with which the output grows without end, and an input far out. Proves `unbounded`. */
  | {
      readonly kind: 'growth'
      readonly inputs: readonly Packed[]
      readonly input: number
      readonly element: number
      readonly sign: 1 | -1
    }

export type Node =
  /**
   * Many nodes of the most frequent kinds. Each step is one: 0 is a leaf that plain linear relaxation shows. Step k > 0
   * splits number k - 1, counted through all inputs: left up to and with the next of `at` (float32), right from the
   * next float32 on. Step -k < 0 is a leaf that linear relaxation shows with the next of `weights` (float32), see
   * `Choice`, one for each number that output k - 1 is the largest of.
   */
  | { readonly kind: 'run'; readonly steps: Packed; readonly at: Packed; readonly weights: Packed }
  /** A one-hot row: left the letters given, right the others that are allowed. */
  | { readonly kind: 'letters'; readonly input: number; readonly row: number; readonly letters: readonly number[] }
  /** The sign of what an elementwise operation reads: left >= 0, right <= 0. */
  | { readonly kind: 'phase'; readonly operation: number; readonly index: number }
  /** Bounds by intervals, or by linear relaxation too, show it. */
  | {
      readonly kind: 'intervals' | 'linear'
      readonly slopes: readonly Choice[]
      readonly sequences: readonly Sequence[]
      /**
       * Slopes for elementwise operations, in place of those of the usual rule: for each number, below and above it.
       */
      readonly lines: readonly { readonly operation: number; readonly lower: Packed; readonly upper: Packed }[]
      /** What the outputs are said to be within. */
      readonly range?: readonly [lo: JsonNumber, hi: JsonNumber]
    }
  /**
   * One number is free, and all its `cases` float32 values were computed. Can be checked only with the model at hand.
   * How far outputs of one input may be apart between batches is for the checker to find out.
   */
  | { readonly kind: 'computed'; readonly cases: number }

/** How to bound an output number from above (1) or below (-1): see `SideSlopes`. */
export interface Choice {
  readonly output: number
  readonly side: 1 | -1
  readonly lower: readonly { readonly operation: number; readonly slopes: Packed }[]
  readonly multipliers: readonly number[]
  /**
   * Of an output that is the largest of several numbers, from below: how much each of them counts, none negative, not
   * all 0.
   */
  readonly weights?: Packed
}

/**
 * Operation `target` is a sum over the results of elementwise operation `hidden`, each of which sees a window of the
 * one-hot rows of operation `input`: its exact range over all strings is to be found.
 */
export interface Sequence {
  readonly target: number
  readonly hidden: number
  readonly input: number
}
