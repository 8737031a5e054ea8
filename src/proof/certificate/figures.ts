import type { BackendName } from '../../backend/name.ts'
import { FLOAT32_MAX, nextDown32, nextUp32 } from '../../numeric/float32.ts'
import { elementwiseFunctions, type ElementwiseName } from '../../functions/index.ts'
import type { Network } from '../../network/network.ts'
import type { FunctionName } from '../../functions/errors/restsOn.ts'
import type { ElementwiseError } from '../../functions/errors/elementwiseError.ts'
import type { Figure } from './certificate.ts'
import { plain } from './plain.ts'

/** How far a function may be off over the float32 numbers in [lo, hi], as proofs use it. */
export function figureOn(
  name: string,
  parameter: number,
  backend: BackendName,
  lo: number,
  hi: number,
): ElementwiseError {
  return elementwiseFunctions[name as ElementwiseName].error(parameter, backend, lo, hi)
}

/** The functions that a network applies, with each of their parameters, and `exp` on the way to a softmax. */
export function functionsIn({ operations }: Network): { name: FunctionName; parameter: number }[] {
  const found = new Map<string, { name: FunctionName; parameter: number }>()
  for (const operation of operations) {
    if (operation.kind === 'softmax') found.set('exp', { name: 'exp', parameter: 0 })
    if (operation.kind !== 'elementwise') continue
    const { name } = operation
    for (const parameter of operation.parameter) found.set(`${name} ${parameter}`, { name, parameter: parameter + 0 })
  }
  return [...found.values()]
}

/** The figures of all functions in a network on a backend. */
export function figuresOf(network: Network, backend: BackendName): Figure[] {
  return functionsIn(network).map(({ name, parameter }) => {
    const key = `${name} ${parameter} ${backend}`
    const known = tables.get(key) ?? { name, parameter, regions: regionsOf(name, parameter, backend) }
    tables.set(key, known)
    return known
  })
}

const tables = new Map<string, Figure>()

type Region = readonly [from: number, error: ElementwiseError]

function regionsOf(name: FunctionName, parameter: number, backend: BackendName): Figure['regions'] {
  const on = (lo: number, hi: number): ElementwiseError => figureOn(name, parameter, backend, lo, hi)
  const regions: Region[] = []
  for (const [lo, hi] of binades()) for (const region of refined(on, lo, hi)) addTo(regions, region)
  return regions.map(row)
}

/** Neighbours with the same figures are one region. */
function addTo(regions: Region[], region: Region): void {
  const last = regions.at(-1)?.[1]
  const fields = ['relative', 'absolute', 'min', 'max', 'nan'] as const
  if (last === undefined || fields.some((field) => last[field] !== region[1][field])) regions.push(region)
}

function row([from, { relative, absolute, min, max, nan }]: Region): Figure['regions'][number] {
  return [plain(from), plain(relative), plain(absolute), plain(min), plain(max), nan]
}

/**
 * All float32 numbers by sign and exponent, from the least to the greatest; infinities and subnormals by themselves.
 */
function* binades(): Generator<readonly [lo: number, hi: number]> {
  const starts = Array.from({ length: 254 }, (_, k) => 2 ** (k - 126))
  yield [-Infinity, -Infinity]
  for (const start of starts.toReversed()) yield [-Math.min(FLOAT32_MAX, nextDown32(2 * start)), -start]
  yield [-nextDown32(2 ** -126), -(2 ** -149)]
  yield [0, 0]
  yield [2 ** -149, nextDown32(2 ** -126)]
  for (const start of starts) yield [start, Math.min(FLOAT32_MAX, nextDown32(2 * start))]
  yield [Infinity, Infinity]
}

/**
 * An interval cut until its figures are, up to a tenth, those of both its ends: at the very float32 where they jump.
 */
function refined(on: (lo: number, hi: number) => ElementwiseError, lo: number, hi: number): Region[] {
  const whole = on(lo, hi)
  if (lo >= hi || (isClose(on(lo, lo), whole) && isClose(on(hi, hi), whole))) return [[lo, whole]]
  const middle = Math.fround(lo / 2 + hi / 2)
  const at = middle < hi ? Math.max(lo, middle) : lo
  return [...refined(on, lo, at), ...refined(on, nextUp32(at), hi)]
}

function isClose(point: ElementwiseError, whole: ElementwiseError): boolean {
  const isNear = (a: number, b: number): boolean => a === b || Math.abs(a - b) < 1e-36
  const isSame = isNear(point.min, whole.min) && isNear(point.max, whole.max) && point.nan === whole.nan
  const isEnough = (a: number, b: number): boolean => b <= a * 1.1 || b < 1e-36
  return isSame && isEnough(point.relative, whole.relative) && isEnough(point.absolute, whole.absolute)
}
