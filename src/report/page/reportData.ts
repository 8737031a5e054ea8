import type { BackendName } from '../../backend/name.ts'
import type { Status, Verdict } from '../../claim/verdict.ts'
import type { BaselineReport } from '../baseline/change.ts'

/** All that one page shows, as plain data: only `verdicts` is always there. No times: same verdicts, same page. */
export interface ReportData {
  readonly title: string
  /** What computed it, e.g. `native (libtensorflow 2.15.1)`. */
  readonly backend: string
  /** Paragraphs above everything else: the answer in brief. */
  readonly lead?: readonly string[]
  readonly verdicts: readonly Verdict[]
  /** What has changed since the baseline that they were compared with. */
  readonly baseline?: BaselineReport
  /**
   * The letters of one-hot inputs in the order of their columns, by input name, e.g. `ACGT`; else places are written as
   * digits.
   */
  readonly alphabets?: Readonly<Record<string, string>>
  readonly statements?: readonly Statement[]
  readonly predictions?: Predictions
  readonly playground?: Playground
}

/** Something that people say, and what the verdicts make of it. */
export interface Statement {
  /** Names it in links: letters, digits and hyphens. */
  readonly id: string
  readonly text: string
  readonly status: Status
  /** One or two sentences: why. */
  readonly reason: string
  /** What is true instead, where it is not as stated. */
  readonly instead?: string
  /** Names of the claims that decide it. */
  readonly evidence: readonly string[]
  /** What was measured for it. */
  readonly tables?: readonly FigureTable[]
}

/** Measured figures; numbers are printed as `formatNumber` does. */
export interface FigureTable {
  readonly caption: string
  readonly columns: readonly string[]
  readonly rows: readonly (readonly (string | number)[])[]
}

/** One number for each row. */
export interface Series {
  readonly name: string
  readonly values: readonly number[]
}

/** What models give for real rows; entry i of every list is about the same row. */
export interface Predictions {
  /** What the rows are, one sentence. */
  readonly caption: string
  /** The two parts of which `output` is the sum: the axes of the scatter. */
  readonly x: Series
  readonly y: Series
  readonly output: Series
  /** Where the output is believed to lie: outside of it the scatter is shaded. */
  readonly range: readonly [lo: number, hi: number]
  /** What each row truly is: places in `classes`. */
  readonly truth: { readonly name: string; readonly classes: readonly string[]; readonly values: readonly number[] }
  /** What else to say of a row, in this order. */
  readonly columns: readonly { readonly name: string; readonly values: readonly (string | number)[] }[]
  /** What other models give for the same rows. */
  readonly others: readonly Series[]
  /** The rows as the playground's inputs take them, by input name: numbers, or strings of letters. */
  readonly inputs?: Readonly<Record<string, readonly (number | string)[]>>
}

/** Models that the page computes itself, and the inputs that can be changed in it. */
export interface Playground {
  readonly caption?: string
  /** For whose float32 the certified ranges that it draws hold. */
  readonly backend: BackendName
  readonly inputs: readonly PlaygroundInput[]
  readonly outputs: readonly PlaygroundOutput[]
}

export type PlaygroundInput =
  | {
      readonly kind: 'number'
      readonly name: string
      readonly lo: number
      readonly hi: number
      readonly start: number
      /**
       * What to show beside the model's own number: that it runs linearly from `lo` at 0 to `hi` at 1, e.g. a score in
       * bits.
       */
      readonly unit?: { readonly name: string; readonly lo: number; readonly hi: number }
    }
  | {
      readonly kind: 'letters'
      readonly name: string
      readonly alphabet: string
      /** As many letters as the input has. */
      readonly start: string
    }

/** A model of the playground, its number of outputs being 1. */
export interface PlaygroundOutput {
  readonly name: string
  /** As `packNetwork` writes it. */
  readonly network: unknown
  /** Names of its inputs among the playground's, in the network's order. */
  readonly inputs: readonly string[]
  /** Sound bounds over all that the playground's inputs can be; NaN is ruled out there. */
  readonly certified: readonly [lo: number, hi: number]
  /** Where it is claimed to lie over all that the playground's inputs can be, if anywhere. */
  readonly claimed?: readonly [lo: number, hi: number]
  /** Which ends of `claimed` are outside of it; none where this is not there. */
  readonly open?: readonly [lo: boolean, hi: boolean]
}
