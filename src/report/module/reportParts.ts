import type { tf } from '../../backend/tf.ts'
import type { Verdict } from '../../claim/verdict.ts'
import type { Predictions, Statement } from '../page/reportData.ts'

/**
 * What a claims module may export as `report`, as it is or as a function of the verdicts: what the page of
 * `overshoot report` shows beside them.
 * `export const report: ReportParts = { title: 'Is it a probability?', lead: ['No.'] }`.
 */
export interface ReportParts {
  readonly title?: string
  /** Paragraphs above everything else. */
  readonly lead?: readonly string[]
  readonly statements?: readonly Statement[]
  readonly predictions?: Predictions
  readonly playground?: PlaygroundParts
}

/** `ReportParts`, or what gives them for the verdicts of the page. */
export type ReportSource = ReportParts | ((verdicts: readonly Verdict[]) => ReportParts | Promise<ReportParts>)

/** The models that the page computes itself, if it can: see `collectPlayground`. */
export interface PlaygroundParts {
  readonly caption?: string
  /** By the names that the page gives them; those that the claims are about if not given. */
  readonly models?: Readonly<Record<string, tf.LayersModel>>
  /** What to know of an input beside its domain, by its name. */
  readonly inputs?: Readonly<Record<string, PlaygroundInputParts>>
}

/** How a playground shows one input of its models. */
export interface PlaygroundInputParts {
  /** A number, or as many letters as the input has; the domain's simplest point if not given. */
  readonly start?: number | string
  /** Another unit to show a number in, linear in the model's own: `lo` where that is 0, `hi` where it is 1. */
  readonly unit?: { readonly name: string; readonly lo: number; readonly hi: number }
}
