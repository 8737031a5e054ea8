import type { OvershootError } from '../../errors.ts'
import { asVariable, type Graph } from './graph.ts'
import type { AttributeMessage, TensorMessage } from './file/messages.ts'
import type { NumberType } from './numberTypes.ts'
import { invalid, unsupported } from './refusals.ts'
import { checkedSize, type Constant, type Tensor, type Variable } from './tensors.ts'

/** One node of the file, with the tensors that it reads. */
export interface Node {
  /** For messages: name and operator. */
  readonly label: string
  readonly type: string
  /** Version of the operators, which decides what attributes and inputs mean. */
  readonly opset: number
  /** Undefined for those that are left out. */
  readonly inputs: readonly (Tensor | undefined)[]
  /** What numbers these are. */
  readonly types: readonly (NumberType | undefined)[]
  readonly attributes: ReadonlyMap<string, AttributeMessage>
  /** Which outputs the model's own depend on. */
  readonly wanted: readonly boolean[]
  /** The numbers of a tensor in the file. */
  readonly open: (tensor: TensorMessage) => Constant
  /**
   * Takes note that float32 stands for other floats, e.g. `its results, float16`. @throws NUMBER_TYPE_UNSUPPORTED where
   * it must not
   */
  readonly rounds: (what: string) => void
  /** Whole numbers may be NaN: they are not known, as they hang on the size of a batch. See `probes`. */
  readonly isProbe?: true
}

/** Turns one node into operations; its outputs in order, of those that are wanted at least. */
export type ReadOperator = (node: Node, graph: Graph) => readonly Tensor[]

/** Something about a node that the standard does not allow, or that contradicts the rest of the file. */
export function wrong({ label }: Node, expected: string, name: string, value: unknown): OvershootError {
  return invalid(`${expected} in node ${label}`, name, value)
}

/** Something about a node that means something, but not here. */
export function refuse(node: Node, what: string, hint: string): OvershootError {
  return unsupported(node.label, what, hint)
}

export function inputOf(node: Node, index: number): Tensor {
  const tensor = node.inputs[index]
  if (tensor === undefined) throw wrong(node, `an input ${index}`, 'inputs', node.inputs.length)
  return tensor
}

/** An input as numbers of operations; a constant becomes one. */
export function variableOf(node: Node, graph: Graph, index: number): Variable {
  return asVariable(graph, inputOf(node, index))
}

/** An input that must be known when the file is read; `what` says what it is. */
export function constantOf(node: Node, index: number, what: string): Constant {
  const tensor = inputOf(node, index)
  if (tensor.kind === 'variable')
    throw refuse(
      node,
      `${what} that is computed from the inputs`,
      'Export the model with fixed shapes and constants folded.',
    )
  return tensor
}

/** Whole numbers of an input that must be known; undefined if it is left out. */
export function wholeNumbersOf(node: Node, index: number, what: string): number[] | undefined {
  if (node.inputs[index] === undefined) return undefined
  const { data } = constantOf(node, index, what)
  if (!data.every(Number.isInteger)) throw wrong(node, 'whole numbers', what, data)
  return [...data]
}

/** An attribute's whole number; `otherwise` where it is left out. */
export function intOf({ attributes }: Node, name: string, otherwise: number): number {
  const attribute = attributes.get(name)
  // Writers may leave a zero out.
  return attribute === undefined ? otherwise : (attribute.int ?? 0)
}

export function floatOf({ attributes }: Node, name: string, otherwise: number): number {
  const attribute = attributes.get(name)
  return attribute === undefined ? otherwise : (attribute.float ?? 0)
}

export function textOf({ attributes }: Node, name: string, otherwise: string): string {
  return attributes.get(name)?.text ?? otherwise
}

export function intsOf({ attributes }: Node, name: string): readonly number[] | undefined {
  return attributes.get(name)?.ints
}

/** Whole numbers that were an attribute before opset `since`, and are an input from then on. */
export function intsOrInput(node: Node, name: string, index: number, since: number): readonly number[] | undefined {
  return node.opset < since ? intsOf(node, name) : wholeNumbersOf(node, index, name)
}

/** An axis, counted from the end where it is negative. `rank` is one more where an axis may come after all others. */
export function axisOf(node: Node, axis: number, rank: number): number {
  const found = axis < 0 ? axis + rank : axis
  if (!(Number.isInteger(found) && found >= 0 && found < rank)) throw wrong(node, `an axis of ${rank}`, 'axis', axis)
  return found
}

/** The axes that a node computes over: those named, all where there are none, or none where it says so. */
export function axesOver(node: Node, since: number): readonly number[] {
  const rank = inputOf(node, 0).shape.length
  const named = intsOrInput(node, 'axes', 1, since) ?? []
  if (named.length > 0) return axesOf(node, named, rank)
  return intOf(node, 'noop_with_empty_axes', 0) === 0 ? Array.from({ length: rank }, (_, axis) => axis) : []
}

/**
 * The first axis of what a Flatten makes the second of two: counted from the end like all others, but there may be
 * none.
 */
export function flattenedFrom(node: Node): number {
  const rank = inputOf(node, 0).shape.length
  const axis = intOf(node, 'axis', 1)
  return axis === rank ? rank : axisOf(node, axis, rank)
}

/** Axes, each once. */
export function axesOf(node: Node, axes: readonly number[], rank: number): number[] {
  const found = axes.map((axis) => axisOf(node, axis, rank))
  if (new Set(found).size < found.length) throw wrong(node, 'each axis once', 'axes', axes)
  return found
}

/** @throws MODEL_INVALID for a shape with too many numbers */
export function sized(node: Node, shape: readonly number[]): readonly number[] {
  checkedSize(shape, `the shape of a result of ${node.label}`)
  return shape
}
