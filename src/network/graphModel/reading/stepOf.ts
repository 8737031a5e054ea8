import { brief } from '../../../files/brief.ts'
import { sizeOf } from '../../layers/layer.ts'
import { append, asVariable, naming, take } from '../../onnx/graph.ts'
import { innerCalls } from '../../onnx/reading/callOperator.ts'
import type { Known } from '../../onnx/reading/known.ts'
import type { Reading } from '../../onnx/reading/reading.ts'
import { scale } from '../../onnx/scale.ts'
import { range } from '../../onnx/tensors.ts'
import type { MappedNode } from '../graphExecutor.ts'
import type { Step } from './step.ts'

/** Operators that make of known floats what every backend makes of them, to the bit. */
const exact: ReadonlySet<string> = new Set(
  (
    'Abs And Cast Clip Concat Equal Expand Gather Greater GreaterOrEqual Less LessOrEqual Max Min Neg Not Or Pad ' +
    'ReduceMax ReduceMin Relu Reshape Shape Slice Split Squeeze Tile Transpose Unsqueeze'
  ).split(' '),
)

/** A node with what it reads, and the operators that it may be made of. */
export function stepOf(reading: Reading, node: MappedNode, inputs: readonly Known[]): Step {
  const { graph } = reading
  const label = `${brief(node.name, 120)} (${brief(node.op, 60)})`
  return {
    op: node.op,
    label,
    inputs,
    attributes: node.attrParams,
    ...innerCalls(reading, label, (type, given) => (exact.has(type) ? given : notFolded(reading, label, given))),
    unsure: (x) => {
      const ones = new Float64Array(sizeOf(x.tensor.shape)).fill(1)
      return { ...x, tensor: naming(graph, label, () => scale(graph, asVariable(graph, x.tensor), ones, null)) }
    },
    copied: (x) => {
      const { reads, shape, taps } = naming(graph, label, () => asVariable(graph, x.tensor))
      const size = sizeOf(shape)
      take(graph, size)
      const part = { kind: 'gather', size, taps: taps ?? range(size) } as const
      return { ...x, tensor: naming(graph, label, () => append(graph, part, reads, shape)) }
    },
    faulty: (backends, make) => {
      const first = graph.operations.length
      const made = make()
      if (backends.length > 0)
        for (const [i, operation] of graph.operations.entries())
          if (i >= first) graph.operations[i] = { ...operation, faultyOn: [...operation.faultyOn, ...backends] }
      return made
    },
  }
}

/**
 * What known floats are computed to hangs on the backend, if all that is read is known: the first of them is then made
 * numbers of an operation, so that the result is, too.
 */
function notFolded(
  { graph }: Reading,
  label: string,
  given: readonly (Known | undefined)[],
): readonly (Known | undefined)[] {
  const at = given.findIndex((one) => one?.tensor.kind === 'constant' && one.type === 'float32')
  if (at < 0 || given.some((one) => one?.tensor.kind === 'variable')) return given
  const first = given[at]!
  return given.with(at, { ...first, tensor: naming(graph, label, () => asVariable(graph, first.tensor)) })
}
