import type { Network } from './network.ts'
import { pack } from '../files/pack.ts'

/** A network as plain JSON: the same fields in a fixed order, arrays packed. Equal networks give equal JSON. */
export function packNetwork({ inputs, operations, output, opaque }: Network): object {
  return {
    inputs: inputs.map(({ name, size }) => ({ name, size })),
    operations: operations.map(({ kind, size, reads, layer, faultyOn, ...own }) => ({
      kind,
      size,
      reads: [...reads],
      layer,
      faultyOn: [...faultyOn],
      ...(packed(own) as object),
    })),
    output,
    opaque: [...opaque],
  }
}

function packed(value: unknown): unknown {
  if (value instanceof Float64Array || value instanceof Int32Array) return pack(value)
  if (Array.isArray(value)) return value.map(packed)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([key, one]) => [key, packed(one)]))
}
