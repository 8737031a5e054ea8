import { evaluate } from '../../../network/evaluate.ts'
import type { Network } from '../../../network/network.ts'
import { unpackNetwork } from '../../../network/unpackNetwork.ts'
import { unexpected } from '../../../errors.ts'
import type { Playground, PlaygroundInput, PlaygroundOutput } from '../reportData.ts'
import { rowOf, startValues, type Values } from './values.ts'

/** A model that the page computes, ready to be computed. */
export interface Model {
  readonly output: PlaygroundOutput
  readonly network: Network
  /** What it reads, in the network's order. */
  readonly inputs: readonly PlaygroundInput[]
}

/** The playground's models. @throws ARGUMENT_INVALID where a network is broken or does not fit the inputs */
export function modelsOf(playground: Playground): Model[] {
  const start = startValues(playground)
  return playground.outputs.map((output) => {
    const inputs = output.inputs.map((name) => {
      const input = playground.inputs.find((one) => one.name === name)
      if (input === undefined)
        throw unexpected({ api: 'playground', expected: `inputs of ${output.name}`, name: 'inputs', value: name })
      return input
    })
    const model = { output, network: unpackNetwork(output.network), inputs }
    outputAt(model, start)
    return model
  })
}

/** The model's output in float64. */
export function outputAt({ network, inputs }: Model, values: Values): number {
  const rows = inputs.map((input) => rowOf(input, values[input.name]!))
  return evaluate(network, rows)[0]!
}
