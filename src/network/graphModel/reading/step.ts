import { OvershootError } from '../../../errors.ts'
import type { KernelCalls } from '../../kernelCalls.ts'
import type { Known } from '../../onnx/reading/known.ts'

/** A node of a graph model on its way into a network, and what it may be made of. */
export interface Step extends KernelCalls {
  readonly op: string
  /** For messages: name and operator. */
  readonly label: string
  readonly inputs: readonly Known[]
  /** Attributes as tf.js understood them. */
  readonly attributes: Readonly<Record<string, { readonly value?: unknown } | undefined>>
}

/** What a node becomes; its outputs in order. @throws OPERATOR_UNSUPPORTED where it cannot */
export type Translate = (step: Step) => readonly Known[]

/** Translations by the operators of TensorFlow. */
export type Translations = Readonly<Record<string, Translate>>

/** A node that means something which networks cannot say: `what` is a noun phrase. */
export function refused({ label }: Pick<Step, 'label'>, what: string): OvershootError {
  return new OvershootError('OPERATOR_UNSUPPORTED', `node ${label}: ${what} cannot be read`)
}

export function inputOf(step: Step, index: number): Known {
  const input = step.inputs[index]
  if (input === undefined) throw refused(step, `an input ${index} that is left out`)
  return input
}

/** Numbers of an input that are known, whatever the batch. */
export function numbersOf(step: Step, index: number): readonly number[] {
  return numbersIn(step, inputOf(step, index), `an input ${index}`)
}

/** Numbers that are known, whatever the batch. */
export function numbersIn(step: Step, { tensor, followed }: Known, what = 'what it is given'): readonly number[] {
  if (tensor.kind === 'variable') throw refused(step, `${what} that is computed`)
  if (followed.some((one) => one !== undefined)) throw refused(step, `${what} that hangs on how many rows a batch has`)
  return [...tensor.data]
}

/** Whole numbers of an input that are known. */
export function wholeNumbersOf(step: Step, index: number): readonly number[] {
  const numbers = numbersOf(step, index)
  if (!numbers.every(Number.isInteger)) throw refused(step, `an input ${index} that holds no whole numbers`)
  return numbers
}

/** Is this an axis along which rows of a batch lie, for some batch? Its length is theirs then. */
export function isRowAxis({ followed }: Known, axis: number): boolean {
  return followed.some((one) => one !== undefined && !(one.kind === 'rows' && one.axis !== axis))
}

/** Lengths of axes on which a translation rests. @throws OPERATOR_UNSUPPORTED where one is that of a batch */
export function lengthsOf(step: Step, input: Known, axes: readonly number[]): number[] {
  const { shape } = input.tensor
  return axes.map((axis) => {
    const length = shape[axis]
    if (length === undefined) throw refused(step, `a tensor of ${shape.length} axes`)
    if (isRowAxis(input, axis)) throw refused(step, `an axis of the batch's rows`)
    return length
  })
}

/** An axis, counted from the end where it is negative. */
export function axisFrom(step: Step, axis: number, rank: number): number {
  const found = axis < 0 ? axis + rank : axis
  if (!Number.isInteger(found) || found < 0 || found >= rank) throw refused(step, `an axis ${axis} of ${rank}`)
  return found
}

/** An attribute of so many whole numbers. */
export function wholes(step: Step, name: string, count?: number): readonly number[] {
  const value = step.attributes[name]?.value ?? []
  const isList = Array.isArray(value) && value.every((one) => Number.isInteger(one))
  if (!isList || (count !== undefined && value.length !== count)) throw refused(step, `its attribute ${name}`)
  return value as number[]
}

/** An attribute that is one number. */
export function number(step: Step, name: string): number {
  const value = step.attributes[name]?.value
  if (typeof value !== 'number' || !Number.isFinite(value)) throw refused(step, `its attribute ${name}`)
  return value
}

/** An attribute that is true or false, which it is where it is left out. */
export function flag(step: Step, name: string): boolean {
  const value = step.attributes[name]?.value ?? false
  if (typeof value !== 'boolean') throw refused(step, `its attribute ${name}`)
  return value
}

/** An attribute in words, in small letters; `otherwise` where it is left out. */
export function text(step: Step, name: string, otherwise = ''): string {
  const value = step.attributes[name]?.value ?? otherwise
  if (typeof value !== 'string') throw refused(step, `its attribute ${name}`)
  return value.toLowerCase()
}
