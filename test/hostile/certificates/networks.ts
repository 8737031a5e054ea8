import type { ElementwiseName } from '../../../src/functions/index.ts'
import type { Network } from '../../../src/network/network.ts'
import type { Operation, OperationKind } from '../../../src/operations/index.ts'
import { dense, floats, motif } from '../../proof/certificate/certificates.ts'
import { tapsOf } from '../../../src/operations/affine/taps.ts'

/** An operation without what hardly any says. */
export type Part = {
  readonly [Kind in OperationKind['kind']]: Omit<Extract<Operation, { kind: Kind }>, 'layer' | 'faultyOn'>
}[OperationKind['kind']]

/** A network of these operations, the first of which are its inputs. */
export function network(...parts: readonly Part[]): Network {
  const operations = parts.map((part) => ({ layer: '', faultyOn: [], ...part }) as Operation)
  const inputs = operations.flatMap((one) => (one.kind === 'input' ? [{ name: `x${one.input}`, size: one.size }] : []))
  return { inputs, operations, output: operations.length - 1, opaque: [] }
}

/** One of the network's inputs. */
export const input = (size: number, which = 0): Part => ({ kind: 'input', input: which, size, reads: [] })
/** Where windows are. */
export const taps = (...values: number[]): Int32Array => Int32Array.from(values)
/** Sums of this many terms. */
export const affine = (
  reads: number[],
  size: number,
  window: number,
  { taps: list = taps(), ...own }: Partial<Omit<Extract<Part, { kind: 'affine' }>, 'taps'>> & { readonly taps?: Int32Array },
): Part => ({
  kind: 'affine', size, reads, window, filters: 1, groups: 1, bias: null, positions: size, rounding: { kind: 'sum' }, taps: tapsOf(list, window), kernel: floats([]), ...own,
}) // prettier-ignore

/** One function of one number. */
export const curve = (name: ElementwiseName): Network =>
  network(input(1), { kind: 'elementwise', name, parameter: Float64Array.of(name === 'clippedRelu' || name === 'hardTanh' ? 1 : name === 'leakyRelu' ? 0.25 : name === 'elu' ? 1 : 0), size: 1, reads: [0] }) // prettier-ignore

/** Dense layers that are checked the quick way. */
export const seven = dense(2, [
  { weights: [[1, -0.5], [0.75, 1], [-1, 0.25]], bias: [0.1, -0.2, 0.3], name: 'relu' },
  { weights: [[0.5, -1, 0.25], [1, 0.5, -0.75]], bias: [0.05, -0.1], name: 'relu' },
  { weights: [[1, -1]], bias: [0.2] },
]) // prettier-ignore
/** The same, of three outputs. */
export const three = dense(2, [
  { weights: [[1, -0.5], [0.75, 1], [-1, 0.25]], bias: [0.1, -0.2, 0.3], name: 'relu' },
  { weights: [[0.5, -1, 0.25], [1, 0.5, -0.75], [0.25, 0.25, 1]], bias: [0.05, -0.1, 0] },
]) // prettier-ignore
/** Sums of two terms, which are not. */
export const twos = dense(2, [{ weights: [[1, -1], [-1, 1]], name: 'relu' }, { weights: [[1, 1]], bias: [0.5] }]) // prettier-ignore

/** What images go through: windows, scales, means, maxima. */
export const image = network(
  input(6),
  affine([0], 4, 3, { filters: 2, groups: 1, positions: 2, taps: taps(-1, 0, 1, 3, 4, 5), kernel: floats([1, 0.5, -1, 0.25, 0.5, -0.5]), bias: floats([0.1, -0.1]) }),
  { kind: 'elementwise', name: 'clippedRelu', parameter: Float64Array.of(6), size: 4, reads: [1] },
  { kind: 'extremum', mode: 'max', taps: taps(0, 2, 1, -1), window: 2, size: 2, reads: [2] },
  affine([3], 2, 1, { groups: 2, taps: taps(0, 1), kernel: Float64Array.of(1.5, -0.7), bias: Float64Array.of(0.3, 0.1), rounding: {
    kind: 'scale', offset: Float64Array.of(0.5, 0.4), limit: Float64Array.of(1e30, 1e30), underflow: [Float64Array.of(1e-35, 1e-35), Float64Array.of(1e-36, 1e-36)],
  } }),
  affine([0], 2, 3, { taps: taps(0, 1, 2, 3, 4, -1), kernel: Float64Array.of(1 / 3, 1 / 3, 1 / 3, 1 / 2, 1 / 2, 1 / 2), groups: 2, rounding: { kind: 'mean' } }),
  { kind: 'gather', taps: taps(1, -1, 0), size: 3, reads: [4] },
  { kind: 'gather', taps: taps(0, 1, 1), size: 3, reads: [5] },
  { kind: 'product', size: 3, reads: [6, 7] },
  { kind: 'softmax', group: 3, size: 3, reads: [8] },
) // prettier-ignore
/** Weights that are read. */
export const bilinear = network(
  input(4),
  input(3, 1),
  {
    kind: 'bilinear',
    taps: tapsOf(taps(0, 1, 2, 3), 2),
    positions: 2,
    window: 2,
    filters: 1,
    bias: true,
    size: 2,
    reads: [0, 1],
  },
  { kind: 'extremum', mode: 'min', taps: taps(0, 1), window: 2, size: 1, reads: [2] },
)
/** Grows on both sides. */
export const rising = dense(1, [{ weights: [[1], [-1]], name: 'relu' }, { weights: [[2, 0.5]] }])
/** Levels off on both sides. */
export const flat = dense(1, [{ weights: [[1], [-1]], name: 'tanh' }, { weights: [[2, 0.5]] }])
/** What motifs of letters add up to. */
export const letters = motif(5, [1, -1, -0.5, 1, 0.25, 0.5])
