import { axisOf, constantOf, intOf, type Node, wrong } from '../../node.ts'
import type { Known } from '../../reading/known.ts'
import { type Compose, noAxes, type Operators, type Others } from '../operator.ts'
import { int } from './attributes.ts'

/*
 * Lists of tensors, of which it is known how many there are: what exporters make of Python's. They are no tensors:
 * other operators do not take them.
 */

function sequence(node: Node, parts: readonly (Known | undefined)[]): Known {
  const [first] = parts
  if (first === undefined || parts.includes(undefined))
    throw wrong(node, 'tensors in a sequence', 'inputs', parts.length)
  return { ...first, sequence: parts as readonly Known[] }
}

/** How many numbers along an axis of this length each part has. */
function sizesOf(node: Node, length: number): readonly number[] {
  const given = node.inputs[1] === undefined ? undefined : constantOf(node, 1, 'a length')
  const [size = 1] = given?.data ?? []
  if (given !== undefined && given.shape.length > 0) return [...given.data]
  if (!(size >= 1)) throw wrong(node, 'parts with numbers in them', 'split', size)
  return Array.from({ length: Math.ceil(length / size) }, (_, i) => Math.min(size, length - i * size))
}

const split: Compose = (node, { inputs: [x], run, runAll, known }) => {
  const axis = axisOf(node, intOf(node, 'axis', 0), x!.tensor.shape.length)
  const sizes = sizesOf(node, x!.tensor.shape[axis]!)
  const parts = runAll('Split', [x, known(sizes, 'int64')], int('axis', axis), sizes.length)
  const isKept = node.inputs[1] !== undefined || intOf(node, 'keepdims', 1) !== 0
  return [sequence(node, isKept ? parts : parts.map((part) => run('Squeeze', [part, known([axis], 'int64')])))]
}

function partsOf(node: Node, { inputs: [given] }: Others): readonly Known[] {
  if (given?.sequence === undefined) throw wrong(node, 'a sequence', 'input', given?.tensor.shape)
  return given.sequence
}

const at: Compose = (node, others) => {
  const parts = partsOf(node, others)
  const [position = NaN] = constantOf(node, 1, 'a position').data
  const part = parts[position < 0 ? position + parts.length : position]
  if (part === undefined) throw wrong(node, `one of ${parts.length} tensors`, 'position', position)
  return [part]
}

const joined: Compose = (node, others) => {
  const parts = partsOf(node, others)
  const isNew = intOf(node, 'new_axis', 0) !== 0
  const axis = axisOf(node, intOf(node, 'axis', 0), parts[0]!.tensor.shape.length + Number(isNew))
  const { run, known } = others
  const all = isNew ? parts.map((part) => run('Unsqueeze', [part, known([axis], 'int64')])) : parts
  return [run('Concat', all, int('axis', axis))]
}

export const sequences: Operators = {
  ConcatFromSequence: { compose: joined, fixed: noAxes, takesSequences: true },
  SequenceAt: { compose: at, fixed: noAxes, takesSequences: true },
  SequenceConstruct: { compose: (node, { inputs }) => [sequence(node, inputs)], fixed: noAxes, takesSeveral: true },
  SequenceLength: {
    compose: (node, others) => [others.known(partsOf(node, others).length, 'int64')],
    fixed: noAxes,
    takesSequences: true,
  },
  SplitToSequence: {
    compose: split,
    fixed: (node) => [axisOf(node, intOf(node, 'axis', 0), node.inputs[0]!.shape.length)],
  },
}
