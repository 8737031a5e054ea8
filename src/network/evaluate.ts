import { unexpected } from '../errors.ts'
import { type ComputedOperation, rulesOf } from '../operations/index.ts'
import type { Network } from './network.ts'

/**
 * What the network computes for one row in (nearly) real arithmetic: float64, one operation after the other. `inputs`
 * holds one flat row for each input, in the network's order; the result is the flat output, NaN where a layer could not
 * be read.
 * @throws ARGUMENT_INVALID when the inputs do not fit
 */
export function evaluate(network: Network, inputs: readonly (Float32Array | Float64Array)[]): Float64Array {
  checkInputs(network, inputs)
  const results: Float64Array[] = []
  for (const operation of network.operations)
    results.push(
      operation.kind === 'input'
        ? Float64Array.from(inputs[operation.input]!)
        : computeOperation(
            operation,
            operation.reads.map((read) => results[read]!),
          ),
    )
  return results[network.output]!
}

/** The results of one operation from the results of those that it reads, in float64. */
export function computeOperation(operation: ComputedOperation, reads: readonly Float64Array[]): Float64Array {
  return rulesOf(operation).evaluate(operation, reads)
}

function checkInputs(network: Network, inputs: readonly { readonly length: number }[]): void {
  const expected = network.inputs.map(({ size }) => size)
  const received = inputs.map(({ length }) => length)
  if (expected.length !== received.length || expected.some((size, i) => size !== received[i]))
    throw unexpected({
      api: 'evaluate',
      expected: `inputs of ${expected.join(', ')} numbers`,
      name: 'inputs',
      value: received,
    })
}
