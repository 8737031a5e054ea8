import type { ReadOperator } from '../node.ts'
import type { Rule } from '../rows/followed.ts'

/** All that is to be known of one of ONNX' operators. */
export interface Operator {
  /** Turns a node of it into operations. */
  readonly read: ReadOperator
  /** How its results hang on the rows of a batch where what it reads does. */
  readonly rows: Rule
  /** May it take a shape, or places to cut at, which hang on how many rows there are? */
  readonly takesLengths?: true
}

/** Operators by their names. */
export type Operators = Readonly<Record<string, Operator>>
