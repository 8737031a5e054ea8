import { unexpected } from '../errors.ts'
import { elementwiseFunctions } from '../functions/index.ts'
import type { AffineOperation, BilinearOperation, ExtremumOperation, Network, Operation } from './network.ts'
import { onceFor } from '../onceFor.ts'

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
        : computeOperation(
            operation,
            operation.reads.map((read) => results[read]!),
          ),
    )
  return results[network.output]!
}

/** The results of one operation from the results of those that it reads, in float64. */
export function computeOperation(
  operation: Exclude<Operation, { kind: 'input' }>,
  reads: readonly Float64Array[],
): Float64Array {
  const x = reads.length === 1 ? reads[0]! : join(reads)
  switch (operation.kind) {
    case 'opaque':
      return new Float64Array(operation.size).fill(NaN)
    case 'gather':
      return gather(operation.taps, x)
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
  const all = new Float64Array(reads.reduce((sum, { length }) => sum + length, 0))
  let first = 0
  for (const read of reads) {
    all.set(read, first)
    first += read.length
  }
  return all
}

function gather(taps: Int32Array, x: Float64Array): Float64Array {
  const y = new Float64Array(taps.length)
  for (let i = 0; i < y.length; i++) y[i] = taps[i]! < 0 ? 0 : x[taps[i]!]!
  return y
}

/** Does zero times any weight stay zero? */
const keepsZeros = onceFor((kernel: Float64Array): boolean => kernel.every(Number.isFinite))

function affine(operation: AffineOperation, x: Float64Array): Float64Array {
  const { taps, kernel, bias, positions, window, filters, groups } = operation
  const y = new Float64Array(positions * filters)
  const skipsZeros = keepsZeros(kernel)
  for (let p = 0; p < positions; p++) {
    const g = groups === 1 ? 0 : p % groups
    const to = p * filters
    if (bias !== null) for (let f = 0; f < filters; f++) y[to + f] = bias[g * filters + f]!
    // Row by row of the kernel, as it lies in memory, and past zeros: proofs do this often.
    for (let k = 0; k < window; k++) {
      const tap = taps[p * window + k]!
      if (tap < 0) continue
      const value = x[tap]!
      if (value === 0 && skipsZeros) continue
      const row = (g * window + k) * filters
      for (let f = 0; f < filters; f++) y[to + f]! += kernel[row + f]! * value
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
