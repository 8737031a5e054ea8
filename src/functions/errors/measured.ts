import { readFileSync } from 'node:fs'
import type { BackendName } from '../../backend/name.ts'
import { onceFor } from '../../onceFor.ts'

/**
 * Functions whose float32 errors are measured: network functions, and those that others are made of; `cube` is
 * tf.pow(x, 3).
 */
export type MeasuredName =
  'sigmoid' | 'tanh' | 'softplus' | 'elu' | 'selu' | 'exp' | 'log' | 'sqrt' | 'erf' | 'sin' | 'cos' | 'cube'

/** One function on one backend. */
export interface MeasuredActivation {
  /** With its library, e.g. `native (libtensorflow 2.15.1)`. */
  readonly backend: string
  /** The processor, and the widest vectors it has. */
  readonly machine: string
  /**
   * Every float32 was tried in large tensors; if this is true only those between 2^-30 and 2^8 in size were, and of the
   * others a sample.
   */
  readonly isPartly: boolean
  /**
   * How many inputs were sampled, errors being doubled for those that were not: in place of what was not tried, or else
   * in tensors so small that a backend computes them by other code; 0 where it does not.
   */
  readonly sampled: number
  /** In increasing order; the first begins at -Infinity. */
  readonly regions: readonly MeasuredRegion[]
}

/**
 * What was measured over the float32 inputs from `from` up to where the next region begins: every output f(x) is a
 * number, is within [min, max], and |f(x) - F(x)| <= relative |F(x)| + absolute wherever F(x) is not near the largest
 * float32 or past it.
 */
export type MeasuredRegion = readonly [from: number, relative: number, absolute: number, min: number, max: number]

export interface MeasuredError {
  readonly relative: number
  readonly absolute: number
  readonly min: number
  readonly max: number
}

type Measurements = Readonly<Record<MeasuredName, Readonly<Record<BackendName, MeasuredActivation>>>>

let figures: Measurements | undefined

/**
 * What was measured. Made from `fixtures/activations` by `bench/activationsTable.ts`, which writes infinities as words.
 */
export function measurements(): Measurements {
  return (figures ??= JSON.parse(
    readFileSync(new URL('measured.json', import.meta.url), 'utf8'),
    (_, value: unknown) => (value === 'Infinity' || value === '-Infinity' ? Number(value) : value),
  ) as Measurements)
}

/** The worst of all regions that [lo, hi] touches. */
export function measuredError(name: MeasuredName, backend: BackendName, lo: number, hi: number): MeasuredError {
  return worstOf(measurements()[name][backend].regions, lo, hi)
}

/** The same for any regions. Bounds ask this of every number. */
export function worstOf(regions: readonly MeasuredRegion[], lo: number, hi: number): MeasuredError {
  const [from, relatives, absolutes, mins, maxes] = columnsOf(regions) as [Float64Array, ...Float64Array[]]
  let i = 0
  while (i + 1 < from.length && from[i + 1]! <= lo) i++
  const worst = { relative: 0, absolute: 0, min: Infinity, max: -Infinity }
  do {
    if (relatives![i]! > worst.relative) worst.relative = relatives![i]!
    if (absolutes![i]! > worst.absolute) worst.absolute = absolutes![i]!
    if (mins![i]! < worst.min) worst.min = mins![i]!
    if (maxes![i]! > worst.max) worst.max = maxes![i]!
    i++
  } while (i < from.length && from[i]! <= hi)
  return worst
}

/** Columns of regions: plain arrays of mixed numbers are slow to read. */
const columnsOf = onceFor((regions: readonly MeasuredRegion[]) =>
  [0, 1, 2, 3, 4].map((column) => Float64Array.from(regions, (region) => region[column]!)),
)

/** The function is exactly `limit` for all inputs below this; -Infinity where that is not known of any. */
export function constantBelow(name: MeasuredName, backend: BackendName, limit: number): number {
  const { regions } = measurements()[name][backend]
  return regions.find(([, , , min, max]) => min !== limit || max !== limit)?.[0] ?? Infinity
}
