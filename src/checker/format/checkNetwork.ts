import type { Affine, Network, Operation, Scale } from './certificate.ts'
import { isCurve } from '../functions/curves.ts'
import { demand } from '../demand.ts'

/** Operations of a network, their results, and what these read, together: more would not fit into memory, or take days. */
const [MOST_OPERATIONS, MOST_RESULTS, MOST_TERMS] = [2 ** 14, 2 ** 22, 2 ** 32]
/** Numbers that one operation reads. */
const MOST_READ = 2 ** 23
/** Smaller magnitudes may be flushed to zero. */
const TINY = 2 ** -126
/** More than what float64 loses of a few products. */
const near = 1 + 2 ** -40

/** How many numbers each result of an operation depends on. */
export function width(operation: Operation): number {
  const { kind, reads } = operation
  if (kind === 'affine' || kind === 'bilinear' || kind === 'extremum') return operation.window
  if (kind === 'softmax') return operation.group
  return kind === 'product' ? reads.length : 1
}

const isFloat32 = (x: number): boolean => Math.fround(x) === x
const areTaps = (taps: Int32Array, count: number): boolean => taps.every((tap) => tap >= -1 && tap < count)

/** Does an operation that reads tensors of these sizes have arrays of the lengths, and numbers of the kinds, that its own sizes call for? */
function fits(operation: Operation, reads: readonly number[]): boolean {
  const { kind, size } = operation
  const count = reads.reduce((sum, one) => sum + one, 0)
  switch (kind) {
    case 'input':
      return reads.length === 0
    case 'opaque':
      return true
    case 'elementwise':
      return reads.length === 1 && count === size && [1, size].includes(operation.parameter.length)
    case 'softmax':
      return reads.length === 1 && count === size && size % operation.group === 0
    case 'product':
      return reads.length > 0 && reads.every((one) => one === size)
    case 'gather':
      return operation.taps.length === size && areTaps(operation.taps, count)
    case 'extremum':
      return operation.taps.length === size * operation.window && areTaps(operation.taps, count)
    case 'bilinear': {
      const { taps, window, filters, positions, bias } = operation
      const weights = (window + (bias ? 1 : 0)) * filters
      const isWhole = taps.length === positions * window && size === positions * filters
      return reads.length === 2 && reads[1] === weights && isWhole && areTaps(taps, reads[0]!)
    }
    default:
      return fitsAffine(operation, count)
  }
}

function fitsAffine(
  { size, taps, window, filters, positions, kernel, bias, groups, rounding }: Affine,
  count: number,
): boolean {
  const isWhole = taps.length === positions * window && size === positions * filters && areTaps(taps, count)
  const isFull = kernel.length === groups * window * filters && (bias?.length ?? groups * filters) === groups * filters
  if (!isWhole || !isFull) return false
  if (rounding.kind === 'sum') return kernel.every(isFloat32) && (bias?.every(isFloat32) ?? true)
  if (rounding.kind === 'mean') return bias === null
  if (rounding.kind === 'exact') return true
  const { offset, limit, underflow } = rounding as Scale
  const parts = [offset, ...underflow]
  const isOne = window === 1 && filters === 1 && limit.length === groups
  // What is added is one of the terms whose sizes are the offset; what is read, the product and the sum may be flushed.
  return (
    isOne &&
    parts.every((part) => part.length === groups && part.every((one) => one >= 0)) &&
    offset.every((one, g) => one * near >= Math.abs(bias?.[g] ?? 0)) &&
    underflow[0].every((one, g) => one * near >= 8 * (1 + Math.abs(kernel[g]!)) * TINY)
  )
}

/** @throws Rejection for a network whose parts do not fit together, or that is too large */
export function checkNetwork({ inputs, operations, output }: Network): void {
  demand(operations[output] !== undefined, 'its network has no output')
  demand(operations.length <= MOST_OPERATIONS, 'its network is too large')
  let [results, terms] = [0, 0]
  for (const [t, operation] of operations.entries()) {
    const { kind, reads, size } = operation
    demand(
      reads.every((read) => read < t),
      'its network does not fit together: an operation reads what comes later',
    )
    const sizes = reads.map((read) => operations[read]!.size)
    results += size
    const count = sizes.reduce((sum, one) => sum + one, 0)
    terms += size * width(operation) + count
    const isSmall = results <= MOST_RESULTS && terms <= MOST_TERMS && count <= MOST_READ
    demand(isSmall, 'its network is too large')
    demand(fits(operation, sizes), `its network does not fit together: operation ${t} (${kind})`)
    demand(kind !== 'elementwise' || isCurve(operation.name), 'it applies a function that is not known')
    demand(kind !== 'input' || inputs[operation.input]?.size === size, 'its inputs are not what its network reads')
  }
}
