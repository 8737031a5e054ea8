import type { Gathering } from '../claim/linear/marginsOf.ts'
import type { Clause, Comparison, Margins } from '../claim/linear/margins.ts'
import type { Network } from '../network/network.ts'
import { tapsOf } from '../operations/affine/taps.ts'
import type { Operation, OperationKind } from '../operations/index.ts'

const LAYER = 'margins'

/**
 * The network whose outputs are margins of the given one's outputs: an exact affine operation for comparisons, and the
 * largest of each clause.
 */
export function appendMargins(network: Network, { clauses }: Margins, gathering: Gathering): Network {
  const operations: Operation[] = [...network.operations]
  const append = (own: OperationKind, size: number, read: number): number =>
    operations.push({ ...own, size, reads: [read], layer: LAYER, faultyOn: [] }) - 1
  const comparisons = [...new Set(clauses.flat())]
  const size = comparisons.length
  let output = append(comparing(comparisons), size, network.output)
  const places = new Map(comparisons.map((comparison, i) => [comparison, i] as const))
  const isOne = (clause: Clause, i: number): boolean => clause.length === 1 && places.get(clause[0]!) === i
  if (size !== clauses.length || !clauses.every(isOne)) {
    const most = clauses.reduce((longest, { length }) => Math.max(longest, length), 1)
    const members = new Int32Array(clauses.length * most).fill(-1)
    for (const [i, clause] of clauses.entries())
      for (const [k, comparison] of clause.entries()) members[i * most + k] = places.get(comparison)!
    output = append({ kind: 'extremum', mode: 'max', taps: members, window: most }, clauses.length, output)
  }
  if (gathering === 'least' && clauses.length > 1) {
    const all = Int32Array.from(clauses, (_, i) => i)
    output = append({ kind: 'extremum', mode: 'min', taps: all, window: clauses.length }, 1, output)
  }
  return { ...network, operations, output }
}

/** An exact affine operation that computes the margin of each comparison. */
function comparing(comparisons: readonly Comparison[]): OperationKind {
  const size = comparisons.length
  const window = comparisons.reduce((most, { outputs }) => Math.max(most, outputs.length), 1)
  const taps = new Int32Array(size * window).fill(-1)
  const kernel = new Float64Array(size * window)
  for (const [p, { outputs, coefficients }] of comparisons.entries()) {
    taps.set(outputs, p * window)
    kernel.set(coefficients, p * window)
  }
  const bias = Float64Array.from(comparisons, ({ bound }) => -bound + 0)
  const zeros = Float64Array.from(comparisons, ({ lifted }) => (lifted ? Number.MIN_VALUE : 0))
  const rounding = { kind: 'exact', zeros } as const
  return {
    kind: 'affine',
    taps: tapsOf(taps, window),
    kernel,
    bias,
    positions: size,
    window,
    filters: 1,
    groups: size,
    rounding,
  }
}
