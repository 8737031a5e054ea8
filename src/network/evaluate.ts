import { unexpected } from '../errors.ts'
import type { Network, Operation } from './network.ts'
import { rules } from './operations/index.ts'
import { type Rules, sizeOf, type Values } from './operations/rules.ts'

/**
 * What the network computes for one row in (nearly) real arithmetic: float64, one operation after the other. `inputs` holds
 * one flat row for each input, in the network's order; the result is the flat output, NaN where a layer could not be read.
 * @throws ARGUMENT_INVALID when the inputs do not fit
 */
export function evaluate(network: Network, inputs: readonly (Float32Array | Float64Array)[]): Float64Array {
  checkInputs(network, inputs)
  const results: Values[] = []
  for (const operation of network.operations) {
    const values =
      operation.kind === 'input'
        ? Float64Array.from(inputs[operation.input]!)
        : evaluateOne(
            operation,
            operation.reads.map((read) => results[read]!),
          )
    results.push({ shape: operation.shape, values })
  }
  return results[network.output]!.values
}

function evaluateOne(operation: Operation, reads: Values[]): Float64Array {
  // The table's type ties each kind to its own rules; TypeScript cannot follow that through an index.
  const own = rules[operation.kind] as Rules<Operation>
  return own.evaluate(operation, reads)
}

function checkInputs(network: Network, inputs: readonly { readonly length: number }[]): void {
  const expected = network.inputs.map(({ shape }) => sizeOf(shape))
  const received = inputs.map(({ length }) => length)
  if (expected.length !== received.length || expected.some((size, i) => size !== received[i]))
    throw unexpected({
      api: 'evaluate',
      expected: `inputs of ${expected.join(', ')} numbers`,
      name: 'inputs',
      value: received,
    })
}
