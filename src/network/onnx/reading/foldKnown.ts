import { computeOperation } from '../../evaluate.ts'
import type { Graph } from '../graph.ts'
import { type Constant, constant, type Tensor, type Variable } from '../tensors.ts'

/**
 * What operations make of known numbers, as known numbers: those that were appended from `first` on, which are taken
 * back. Each is computed in float64 and rounded to float32, as close as any runtime's own.
 */
export function foldKnown({ operations }: Graph, first: number, results: readonly Tensor[]): Tensor[] {
  const values = new Map<number, Float64Array>()
  const valueOf = (index: number): Float64Array => {
    const known = values.get(index)
    if (known !== undefined) return known
    const operation = operations[index]!
    // Inputs are read by taps of -1 alone, which are zeros.
    const value =
      operation.kind === 'input'
        ? new Float64Array(operation.size)
        : computeOperation(operation, operation.reads.map(valueOf)).map(Math.fround)
    values.set(index, value)
    return value
  }
  const folded = results.map((tensor) => (tensor.kind === 'constant' ? tensor : numbersOf(tensor, valueOf)))
  operations.length = first
  return folded
}

function numbersOf({ shape, reads, taps }: Variable, valueOf: (index: number) => Float64Array): Constant {
  const all = reads.map(valueOf)
  if (taps === null) return constant(shape, all[0]!, 'float32')
  const [only] = all
  const joined = all.length === 1 ? only! : Float64Array.from(all.flatMap((one) => [...one]))
  return constant(
    shape,
    Float64Array.from(taps, (tap) => (tap < 0 ? 0 : joined[tap]!)),
    'float32',
  )
}
