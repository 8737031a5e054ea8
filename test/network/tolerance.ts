import { computeOperation } from '../../src/network/evaluate.ts'
import type { Network } from '../../src/network/network.ts'
import type { Operation } from '../../src/operations/index.ts'

/**
 * How far float32 may be off from `evaluate` for a row, number by number: 2^-23 for each term of every operation, of
 * sizes that nothing cancels in: those of weights and numbers without their signs. Larger than what bounds prove, and
 * only to compare with what sums and approximates in ways that nobody here knows.
 */
export function tolerances(network: Network, inputs: readonly Float32Array[]): Float64Array {
  let terms = 8
  const sizes: Float64Array[] = []
  const values: Float64Array[] = []
  for (const operation of network.operations) {
    if (operation.kind === 'input') {
      sizes.push(Float64Array.from(inputs[operation.input]!, Math.abs))
      values.push(Float64Array.from(inputs[operation.input]!))
      continue
    }
    const reads = operation.reads.map((read) => values[read]!)
    values.push(computeOperation(operation, reads))
    terms += 16 + ('window' in operation ? operation.window : 'group' in operation ? operation.group : 0)
    sizes.push(
      sizeOf(
        operation,
        operation.reads.map((read) => sizes[read]!),
        reads,
      ),
    )
  }
  return sizes[network.output]!.map((size) => 2 ** -23 * terms * size + 2 ** -120)
}

/** Sizes of results, of which errors are a share: no function stretches them by more than its parameter. */
function sizeOf(
  operation: Exclude<Operation, { kind: 'input' }>,
  reads: readonly Float64Array[],
  values: readonly Float64Array[],
): Float64Array {
  switch (operation.kind) {
    case 'quotient': {
      // What the divisor is off counts by how much smaller it is than its parts.
      const [x, y] = reads as [Float64Array, Float64Array]
      return x.map((size, i) => {
        const divisor = Math.abs(values[1]![i]!)
        return (size / divisor) * Math.max(1, y[i]! / divisor)
      })
    }
    case 'affine': {
      const bias = operation.rounding.kind === 'scale' ? operation.rounding.offset : operation.bias
      return computeOperation(
        { ...operation, kernel: operation.kernel.map(Math.abs), bias: bias?.map(Math.abs) ?? null },
        reads,
      )
    }
    case 'elementwise': {
      const { parameter } = operation
      return reads[0]!.map((size, i) => Math.max(1, Math.abs(parameter[i % parameter.length]!)) * Math.max(1, size))
    }
    case 'select':
      return computeOperation(operation, [values[0]!, reads[1]!, reads[2]!])
    case 'compare':
      return new Float64Array(operation.size).fill(1)
    case 'extremum':
      return computeOperation({ ...operation, mode: 'max' }, reads)
    case 'softmax': {
      const most = reads[0]!.reduce((a, b) => Math.max(a, b), 1)
      return new Float64Array(operation.size).fill(most)
    }
    default:
      return computeOperation(operation, reads)
  }
}
