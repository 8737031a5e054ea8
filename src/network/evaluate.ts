import { unexpected } from '../errors.ts'
import { elementwiseFunctions } from './elementwiseFunctions.ts'
import type { AffineOperation, BilinearOperation, ExtremumOperation, Network, Operation } from './network.ts'

/**
 * What the network computes for one row in (nearly) real arithmetic: float64, one operation after the other. `inputs` holds
 * one flat row for each input, in the network's order; the result is the flat output, NaN where a layer could not be read.
 * @throws ARGUMENT_INVALID when the inputs do not fit
 */
export function evaluate(network: Network, inputs: readonly (Float32Array | Float64Array)[]): Float64Array {
  checkInputs(network, inputs)
  const results: Float64Array[] = []
  for (const operation of network.operations)
    results.push(
      operation.kind === 'input'
        ? Float64Array.from(inputs[operation.input]!)
        : compute(
            operation,
            operation.reads.map((read) => results[read]!),
          ),
    )
  return results[network.output]!
}

function compute(operation: Exclude<Operation, { kind: 'input' }>, reads: readonly Float64Array[]): Float64Array {
  const x = reads.length === 1 ? reads[0]! : join(reads)
  switch (operation.kind) {
    case 'opaque':
      return new Float64Array(operation.size).fill(NaN)
    case 'gather':
      return Float64Array.from(operation.taps, (tap) => (tap < 0 ? 0 : x[tap]!))
    case 'affine':
      return affine(operation, x)
    case 'bilinear':
      return bilinear(operation, reads[0]!, reads[1]!)
    case 'elementwise': {
      const { value } = elementwiseFunctions[operation.name]
      const { parameter } = operation
      return x.map((one, i) => value(one, parameter.length === 1 ? parameter[0]! : parameter[i]!))
    }
    case 'extremum':
      return extremum(operation, x)
    case 'product':
      return reads.reduce((left, right) => left.map((one, i) => one * right[i]!))
    case 'softmax':
      return softmax(operation.group, x)
  }
}

function join(reads: readonly Float64Array[]): Float64Array {
  return Float64Array.from(reads.flatMap((read) => [...read]))
}

function affine(operation: AffineOperation, x: Float64Array): Float64Array {
  const { taps, kernel, bias, positions, window, filters, groups } = operation
  const y = new Float64Array(positions * filters)
  for (let p = 0; p < positions; p++) {
    const g = p % groups
    for (let f = 0; f < filters; f++) {
      let sum = bias === null ? 0 : bias[g * filters + f]!
      for (let k = 0; k < window; k++) {
        const tap = taps[p * window + k]!
        if (tap >= 0) sum += kernel[(g * window + k) * filters + f]! * x[tap]!
      }
      y[p * filters + f] = sum
    }
  }
  return y
}

function bilinear(operation: BilinearOperation, x: Float64Array, weights: Float64Array): Float64Array {
  const { taps, positions, window, filters } = operation
  const kernel = weights.subarray(0, window * filters)
  const bias = operation.bias ? weights.subarray(window * filters) : null
  return affine(
    { kind: 'affine', taps, kernel, bias, positions, window, filters, groups: 1, rounding: { kind: 'sum' } },
    x,
  )
}

function extremum({ mode, taps, window }: ExtremumOperation, x: Float64Array): Float64Array {
  const better = mode === 'max' ? Math.max : Math.min
  const y = new Float64Array(taps.length / window).fill(mode === 'max' ? -Infinity : Infinity)
  for (const [i, tap] of taps.entries()) {
    const at = Math.floor(i / window)
    if (tap >= 0) y[at] = better(y[at]!, x[tap]!)
  }
  return y
}

function softmax(group: number, x: Float64Array): Float64Array {
  const y = new Float64Array(x.length)
  for (let from = 0; from < x.length; from += group) {
    const run = x.subarray(from, from + group)
    const most = run.reduce((a, b) => Math.max(a, b))
    const powers = run.map((one) => Math.exp(one - most))
    const sum = powers.reduce((all, power) => all + power, 0)
    y.set(
      powers.map((power) => power / sum),
      from,
    )
  }
  return y
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
