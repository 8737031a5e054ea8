import { unexpected } from '../errors.ts'
import { elementwiseFunctions } from '../functions/index.ts'
import type { Network, Operation } from './network.ts'
import { unpack } from './pack.ts'

/**
 * The network that `packNetwork` made this of, in browsers, too. Only what would lead astray is checked: kinds, lengths of
 * arrays, and that all indices point at numbers computed before.
 * @throws ARGUMENT_INVALID where it is none
 */
export function unpackNetwork(packed: unknown): Network {
  const { inputs, operations, output, opaque } = (unpackAll(packed) ?? {}) as Partial<Network>
  if (!Array.isArray(inputs) || !Array.isArray(operations) || !Array.isArray(opaque)) throw refused('fields', packed)
  const network = { inputs, operations, output, opaque } as Network
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

function checkOperation({ inputs, operations }: Network, index: number): void {
  const operation = operations[index]!
  const { kind, size, reads, faultyOn } = operation
  const at = `operations[${index}]`
  const isBefore = (read: number): boolean => Number.isInteger(read) && read >= 0 && read < index
  if (!isCount(size) || !Array.isArray(reads) || !reads.every(isBefore) || !Array.isArray(faultyOn))
    throw refused(`${at}.reads`, reads)
  const sizes = reads.map((read) => operations[read]!.size)
  const total = sizes.reduce((sum, one) => sum + one, 0)
  const check = rules[kind] as Rule<typeof kind> | undefined
  if (check === undefined) throw refused(`${at}.kind`, kind)
  if (kind === 'input' ? size !== inputs[operation.input]?.size : reads.length === 0 && kind !== 'opaque')
    throw refused(`${at}.size`, size)
  if (!check(operation as never, total, sizes)) throw refused(`${at} (${kind})`, operation)
  if (
    'taps' in operation &&
    !operation.taps.every((tap) => tap >= -1 && tap < (kind === 'bilinear' ? sizes[0]! : total))
  )
    throw refused(`${at}.taps`, operation.taps)
}

/** Do an operation's own fields fit its size and those of what it reads? */
type Rule<Kind extends Operation['kind']> = (
  operation: Extract<Operation, { readonly kind: Kind }>,
  total: number,
  sizes: readonly number[],
) => boolean

const rules: { readonly [Kind in Operation['kind']]: Rule<Kind> } = {
  input: () => true,
  opaque: () => true,
  gather: ({ taps, size }) => isIntegers(taps, size),
  affine: ({ taps, kernel, bias, positions, window, filters, groups, rounding, size }) =>
    [positions, window, filters, groups].every(isCount) &&
    size === positions * filters &&
    isIntegers(taps, positions * window) &&
    isNumbers(kernel, groups * window * filters) &&
    (bias === null || isNumbers(bias, groups * filters)) &&
    (rounding.kind === 'scale'
      ? [rounding.offset, rounding.limit, ...rounding.underflow].every((own) => isNumbers(own, groups))
      : rounding.kind === 'exact'
        ? isNumbers(rounding.zeros, groups * filters)
        : rounding.kind === 'sum' || rounding.kind === 'mean'),
  bilinear: ({ taps, positions, window, filters, bias, size }, _total, [, weights]) =>
    [positions, window, filters].every(isCount) &&
    size === positions * filters &&
    isIntegers(taps, positions * window) &&
    weights === (window + (bias ? 1 : 0)) * filters,
  elementwise: ({ name, parameter, size }, total) =>
    Object.hasOwn(elementwiseFunctions, name) &&
    size === total &&
    (isNumbers(parameter, 1) || isNumbers(parameter, size)),
  extremum: ({ mode, taps, window, size }) =>
    (mode === 'max' || mode === 'min') && isCount(window) && isIntegers(taps, size * window),
  product: ({ size }, _total, sizes) => sizes.every((one) => one === size),
  softmax: ({ group, size }, total) => isCount(group) && size === total && size % group === 0,
}

const isCount = (value: unknown): boolean => Number.isInteger(value) && (value as number) > 0
const isIntegers = (value: unknown, length: number): boolean => value instanceof Int32Array && value.length === length
const isNumbers = (value: unknown, length: number): boolean => value instanceof Float64Array && value.length === length

function refused(name: string, value: unknown): Error {
  return unexpected({ api: 'unpackNetwork', expected: 'a packed network', name, value })
}
