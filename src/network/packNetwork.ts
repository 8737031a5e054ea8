import type { Network } from './network.ts'
import { pack } from '../files/pack.ts'
import { isWindowed, type Operation } from '../operations/index.ts'
import { listed } from '../operations/affine/taps.ts'

/** A network as plain JSON: the same fields in a fixed order, arrays packed. Equal networks give equal JSON. */
export function packNetwork({ inputs, operations, output, opaque }: Network): object {
  return {
    inputs: inputs.map(({ name, size }) => ({ name, size })),
    operations: operations.map((operation) => {
      const { kind, size, reads, layer, faultyOn, ...own } = operation
      const fields = packed({ ...own, ...plainFields(operation) }) as object
      return { kind, size, reads: [...reads], layer, faultyOn: [...faultyOn], ...fields }
    }),
    output,
    opaque: [...opaque],
  }
}

/** Fields that are plainer in certificates than here: taps are listed, weights are float64. */
function plainFields(operation: Operation): object {
  if (!isWindowed(operation)) return {}
  const taps = listed(operation.taps, operation.positions)
  return operation.kind === 'affine' ? { taps, kernel: Float64Array.from(operation.kernel) } : { taps }
}

function packed(value: unknown): unknown {
  if (value instanceof Float64Array || value instanceof Int32Array) return pack(value)
  if (Array.isArray(value)) return value.map(packed)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([key, one]) => [key, packed(one)]))
}
