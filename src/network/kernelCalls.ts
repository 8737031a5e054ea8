import type { BackendName } from '../backend/name.ts'
import { OvershootError } from '../errors.ts'
import { sizeOf } from './layers/layer.ts'
import { append, asVariable, naming, newGraph, take } from './onnx/graph.ts'
import type { Calls } from './onnx/operators/operator.ts'
import { innerCalls } from './onnx/reading/callOperator.ts'
import type { Known } from './onnx/reading/known.ts'
import type { Reading } from './onnx/reading/reading.ts'
import { scale } from './onnx/scale.ts'
import { range } from './onnx/tensors.ts'

/** What tf.js' kernels compute, made of ONNX' operators. */
export interface KernelCalls extends Calls {
  /**
   * The same numbers, of which some kernels round a few times, and others not at all: what a step on the way to a
   * result is, where one kernel computes it in float64 and stores the result only.
   */
  unsure(x: Known): Known
  /** The same numbers as an operation of its own, which can be faulty. */
  copied(x: Known): Known
  /** What `make` makes is computed wrongly by some backends' kernels. */
  faulty<T>(backends: readonly BackendName[], make: () => T): T
}

/** What is read of tf.js' own is all known, and all of it float32. `isBatched`: rows of a batch are followed. */
export function newReading(isBatched: boolean): Reading {
  return {
    graph: newGraph(),
    functions: new Map(),
    keepsKnown: false,
    seen: isBatched ? [[]] : [],
    open: () => {
      throw new OvershootError('OPERATOR_UNSUPPORTED', 'numbers of another file cannot be read')
    },
    rounds: (what) => {
      throw new OvershootError('NUMBER_TYPE_UNSUPPORTED', `${what}: only float32 numbers can be read`)
    },
  }
}

/** Operators that make of known floats what every backend makes of them, to the bit. */
const exact: ReadonlySet<string> = new Set(
  (
    'Abs And Cast Clip Concat Equal Expand Gather Greater GreaterOrEqual Less LessOrEqual Max Min Neg Not Or Pad ' +
    'ReduceMax ReduceMin Relu Reshape Shape Slice Split Squeeze Tile Transpose Unsqueeze'
  ).split(' '),
)

/** The operators that something called `label` may be made of. */
export function kernelCalls(reading: Reading, label: string): KernelCalls {
  const { graph } = reading
  return {
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
