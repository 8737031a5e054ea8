import { demand } from '../demand.ts'
import { exactSum } from '../numeric/exactSum.ts'
import type { Affine, Comparison, Extremum, Margins, Network } from './certificate.ts'

/** More would not fit into memory. */
const MOST_TERMS = 2 ** 24

/**
 * The network with the margins of its outputs after them: of each comparison the exact sum, less its bound; of each
 * clause the largest; and for `sometimes`, where all clauses have to hold at once, the least of those. @throws Error
 * for margins that do not fit
 */
export function withMargins(network: Network, margins: Margins, kind: 'always' | 'sometimes'): Network {
  const { operations, output } = network
  demand(operations[output]!.size === margins.width, 'its margins are not of what its network computes')
  const { comparisons, clauses } = distinct(margins)
  const window = Math.max(...comparisons.map(({ outputs }) => outputs.length))
  const most = Math.max(...clauses.map(({ length }) => length))
  demand(Math.max(comparisons.length * window, clauses.length * most) <= MOST_TERMS, 'its margins are too many')
  const next = operations.length
  const largest = extremum('max', filled(clauses, most, -1), most, next)
  const every = clauses.map((_, k) => k)
  const least = extremum('min', every, clauses.length, next + 1)
  // Provers count operations, too: there is none for what one number alone is the largest of.
  const isPlain = clauses.length === comparisons.length && clauses.every((own, k) => own.length === 1 && own[0] === k)
  const areAll = kind === 'sometimes' && clauses.length > 1
  const added = [sumsOf(comparisons, window, output), ...(isPlain ? [] : [largest]), ...(areAll ? [least] : [])]
  if (added.length > 1) added.at(-1)!.reads = [next + added.length - 2]
  return { ...network, operations: [...operations, ...added], output: next + added.length - 1 }
}

/** Each comparison once, and which of them each clause is made of. */
function distinct({ width, clauses }: Margins): { comparisons: Comparison[]; clauses: number[][] } {
  const found = new Map<string, [Comparison, place: number]>()
  const places = clauses.map((clause) =>
    clause.map((one) => {
      const { outputs, coefficients } = one
      const fits = outputs.every((at, k) => at < width && (k === 0 || at > outputs[k - 1]!))
      demand(fits && coefficients.length === outputs.length && !coefficients.includes(0), 'a comparison makes no sense')
      const key = JSON.stringify(one)
      if (!found.has(key)) found.set(key, [one, found.size])
      return found.get(key)![1]
    }),
  )
  return { comparisons: Array.from(found.values(), ([one]) => one), clauses: places }
}

/** Rows one after the other, each made `length` long. */
const filled = (rows: readonly (readonly number[])[], length: number, rest: number): number[] =>
  rows.flatMap((row) => Array.from({ length }, (_, k) => row[k] ?? rest))

function sumsOf(comparisons: readonly Comparison[], window: number, read: number): Affine {
  const outputs = comparisons.map((one) => one.outputs)
  const coefficients = comparisons.map((one) => one.coefficients)
  return {
    kind: 'affine',
    size: comparisons.length,
    reads: [read],
    faultyOn: [],
    layer: '',
    positions: comparisons.length,
    taps: Int32Array.from(filled(outputs, window, -1)),
    kernel: Float64Array.from(filled(coefficients, window, 0)),
    bias: Float64Array.from(comparisons, ({ bound }) => -bound),
    window,
    filters: 1,
    groups: comparisons.length,
    rounding: { kind: 'exact', zeros: comparisons.map(({ lifted }) => (lifted ? Number.MIN_VALUE : 0)) },
  }
}

function extremum(mode: 'max' | 'min', taps: readonly number[], window: number, read: number): Extremum {
  const shape = { size: taps.length / window, reads: [read], faultyOn: [], layer: '' }
  return { kind: 'extremum', mode, taps: Int32Array.from(taps), window, ...shape, exact: true }
}

/** The margins of rows of outputs. @throws Error for outputs that are no rows */
export function marginsOf(outputs: Float32Array, { width, clauses }: Margins, kind: 'always' | 'sometimes'): number[] {
  demand(outputs.length % width === 0, 'the model does not give the outputs that margins are of')
  const margins: number[] = []
  for (let first = 0; first < outputs.length; first += width) {
    const own = clauses.map((clause) =>
      Math.max(
        ...clause.map(({ outputs: places, coefficients, bound, lifted }) => {
          const x = places.map((place) => outputs[first + place]!)
          const sum = exactSum(coefficients, x, -bound)
          return lifted && sum === 0 ? Number.MIN_VALUE : sum
        }),
      ),
    )
    margins.push(...(kind === 'always' ? own : [Math.min(...own)]))
  }
  return margins
}
