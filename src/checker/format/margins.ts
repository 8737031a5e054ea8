import type { Affine, Comparison, Extremum, Margins, Network } from './certificate.ts'
import { demand } from '../demand.ts'
import { exactSum } from '../numeric/exactSum.ts'

/** More would not fit into memory. */
const MOST_TERMS = 2 ** 24

/**
 * The network with the margins of its outputs after them: of each comparison the exact sum, less its bound; of each clause the largest; and for
 * `sometimes`, where all clauses have to hold at once, the least of those. @throws Error for margins that do not fit
 */
export function withMargins(network: Network, { width, clauses }: Margins, kind: 'always' | 'sometimes'): Network {
  const { operations, output } = network
  demand(operations[output]!.size === width, 'its margins are not of what its network computes')
  const comparisons = new Map<string, [Comparison, place: number]>()
  const places = clauses.map((clause) =>
    clause.map((one) => {
      const { outputs, coefficients } = one
      const fits = outputs.every((at, k) => at < width && (k === 0 || at > outputs[k - 1]!))
      demand(fits && coefficients.length === outputs.length && !coefficients.includes(0), 'a comparison makes no sense')
      const key = JSON.stringify(one)
      if (!comparisons.has(key)) comparisons.set(key, [one, comparisons.size])
      return comparisons.get(key)![1]
    }),
  )
  const all = Array.from(comparisons.values(), ([one]) => one)
  const window = Math.max(...all.map(({ outputs }) => outputs.length))
  const most = Math.max(...places.map(({ length }) => length))
  demand(Math.max(all.length * window, places.length * most) <= MOST_TERMS, 'its margins are too many')
  const filled = <T>(values: readonly T[], length: number, rest: T): T[] =>
    Array.from({ length }, (_, k) => values[k] ?? rest)
  const sums: Affine = {
    kind: 'affine',
    size: all.length,
    reads: [output],
    faultyOn: [],
    layer: '',
    positions: all.length,
    taps: Int32Array.from(all.flatMap(({ outputs }) => filled(outputs, window, -1))),
    kernel: Float64Array.from(all.flatMap(({ coefficients }) => filled(coefficients, window, 0))),
    bias: Float64Array.from(all, ({ bound }) => -bound),
    window,
    filters: 1,
    groups: all.length,
    rounding: { kind: 'exact', zeros: all.map(({ lifted }) => (lifted ? Number.MIN_VALUE : 0)) },
  }
  const next = operations.length
  const largest = extremum(
    'max',
    places.flatMap((own) => filled(own, most, -1)),
    most,
    next,
  )
  const least = extremum(
    'min',
    places.map((_, k) => k),
    places.length,
    next + 1,
  )
  // Provers count operations, too: there is none for what one number alone is the largest of.
  const isPlain = places.length === all.length && places.every((own, k) => own.length === 1 && own[0] === k)
  const added = [sums, ...(isPlain ? [] : [largest]), ...(kind === 'sometimes' && places.length > 1 ? [least] : [])]
  if (added.length > 1) added.at(-1)!.reads = [next + added.length - 2]
  return { ...network, operations: [...operations, ...added], output: next + added.length - 1 }
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
