import type { AttributeMessage } from '../file/messages.ts'
import type { Node, ReadOperator } from '../node.ts'
import type { NumberType } from '../numberTypes.ts'
import type { Known } from '../reading/known.ts'
import type { Rule } from '../rows/followed.ts'

/** All that is to be known of one of ONNX' operators. */
export type Operator = Primitive | Composed

/** An operator that becomes operations of the network. */
export interface Primitive {
  /** Turns a node of it into operations. */
  readonly read: ReadOperator
  /** How its results hang on the rows of a batch where what it reads does. */
  readonly rows: Rule
  /** May it take a shape, or places to cut at, which hang on how many rows there are? */
  readonly takesLengths?: true
}

/**
 * An operator that others compute. How it treats the rows of a batch follows from how they do, and from what the
 * composition itself takes from shapes.
 */
export interface Composed {
  readonly compose: Compose
  /**
   * Axes of the first input whose lengths the composition depends on: rows of a batch that lie along one of them are
   * taken together.
   */
  readonly fixed: (node: Node) => readonly number[]
  /** May rows lie in other inputs than the first, too? In all, or in those of a list. */
  readonly takesSeveral?: true | readonly number[]
  /**
   * The input that says how long each axis of the first becomes: one along which rows lie may stay as long as it is,
   * however many there are.
   */
  readonly lengthsIn?: (node: Node) => number | undefined
  /** May it read sequences of tensors? */
  readonly takesSequences?: true
}

/** No axis at all. */
export const noAxes = (): readonly number[] => []
/** All but the first. */
export const innerAxes = ({ inputs }: Node): readonly number[] => inputs[0]!.shape.map((_, axis) => axis).slice(1)

/** What a node of an operator computes, by others; its outputs in order, of those that are wanted at least. */
export type Compose = (node: Node, others: Others) => readonly Known[]

/** What a composition computes with. */
export interface Others extends Calls {
  /** What the node reads; undefined for what is left out. */
  readonly inputs: readonly (Known | undefined)[]
}

/** Operators of `INNER_OPSET`, to compute one node by. */
export interface Calls {
  /** The first output of an operator. */
  run(type: string, inputs: readonly (Known | undefined)[], attributes?: Attributes): Known
  /** So many outputs of an operator. */
  runAll(
    type: string,
    inputs: readonly (Known | undefined)[],
    attributes: Attributes,
    outputs: number,
  ): readonly Known[]
  /** Known numbers: a list, or one number without a shape. */
  known(values: number | readonly number[], type?: NumberType, shape?: readonly number[]): Known
}

/** Attributes by their names. */
export type Attributes = Readonly<Record<string, AttributeMessage>>

/** The version of those operators that others are composed of. */
export const INNER_OPSET = 18

/** Operators by their names. */
export type Operators = Readonly<Record<string, Operator>>
