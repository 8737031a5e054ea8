import { unexpected } from '../errors.ts'
import { isCount } from '../operations/fields.ts'
import { listed, tapsOf } from '../operations/affine/taps.ts'
import { keptWeights } from '../operations/affine/weights.ts'
import { isComputedKind, isWindowed, type Operation, rulesOf } from '../operations/index.ts'
import { total } from '../operations/reads.ts'
import type { Network } from './network.ts'
import { unpack } from '../files/pack.ts'

/**
 * The network that `packNetwork` made this of, in browsers, too. Only what would lead astray is checked: kinds, lengths
 * of arrays, and that all indices point at numbers computed before.
 * @throws ARGUMENT_INVALID where it is none
 */
export function unpackNetwork(packed: unknown): Network {
  const { inputs, operations, output, opaque } = (unpackAll(packed) ?? {}) as Partial<Network>
  if (!Array.isArray(inputs) || !Array.isArray(operations) || !Array.isArray(opaque)) throw refused('fields', packed)
  const network = { inputs, operations: operations.map(asKept), output, opaque } as Network
  if (operations[network.output] === undefined) throw refused('output', output)
  for (const index of operations.keys()) checkOperation(network, index)
  return network
}

/** What these fields hold is text, however it looks. */
const texts = new Set(['name', 'layer', 'opaque', 'kind', 'mode', 'faultyOn'])

function unpackAll(value: unknown): unknown {
  if (typeof value === 'string') return unpack(value)
  if (Array.isArray(value)) return value.map(unpackAll)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, texts.has(key) ? one : unpackAll(one)]))
}

/** Operations of windows with the taps that are listed, where they fill these, and weights as they are kept. */
function asKept(operation: Operation): unknown {
  if (!isWindowed(operation) || !isCount(operation.window)) return operation
  const list: unknown = operation.taps
  if (!(list instanceof Int32Array) || list.length % operation.window > 0) return operation
  const taps = tapsOf(list, operation.window)
  if (operation.kind === 'bilinear' || !(operation.kernel instanceof Float64Array)) return { ...operation, taps }
  return { ...operation, taps, kernel: keptWeights(operation.kernel, operation.rounding) }
}

function tapsIn(operation: Operation): Int32Array {
  if (isWindowed(operation)) return listed(operation.taps, operation.positions)
  return 'taps' in operation ? operation.taps : new Int32Array()
}

function checkOperation({ inputs, operations }: Network, index: number): void {
  const operation = operations[index]!
  const { kind, size, reads, faultyOn } = operation
  const at = `operations[${index}]`
  const isBefore = (read: number): boolean => Number.isInteger(read) && read >= 0 && read < index
  if (!isCount(size) || !Array.isArray(reads) || !reads.every(isBefore) || !Array.isArray(faultyOn))
    throw refused(`${at}.reads`, reads)
  const sizes = reads.map((read) => operations[read]!.size)
  if (kind !== 'input' && !isComputedKind(kind)) throw refused(`${at}.kind`, kind)
  if (kind === 'input' ? size !== inputs[operation.input]?.size : reads.length === 0 && kind !== 'opaque')
    throw refused(`${at}.size`, size)
  if (kind !== 'input' && !rulesOf(operation).fits(operation, sizes)) throw refused(`${at} (${kind})`, operation)
  const isThere = (tap: number): boolean => tap >= -1 && tap < (kind === 'bilinear' ? sizes[0]! : total(sizes))
  const taps = tapsIn(operation)
  if (!taps.every(isThere)) throw refused(`${at}.taps`, taps)
}

function refused(name: string, value: unknown): Error {
  return unexpected({ api: 'unpackNetwork', expected: 'a packed network', name, value })
}
