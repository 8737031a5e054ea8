import { box } from '../../claim/box.ts'
import type { Domain } from '../../claim/domain.ts'
import { oneHot } from '../../claim/oneHot.ts'
import { brief } from '../../files/brief.ts'
import type { Csv } from '../../files/readCsv.ts'
import { columnsNamed, float32Row } from '../check/inputColumns.ts'
import { rangesOf, shapeFor } from '../check/toDomain.ts'
import { looksOneHot, type ModelInput } from '../spelling/modelInputs.ts'
import { roundOutward } from './roundOutward.ts'

/** What an input may be, as far as can be guessed. */
export interface GuessedInput {
  readonly name: string
  readonly domain: Domain
  /** The domain as TypeScript. */
  readonly code: string
  /** What the code imports. */
  readonly imports: readonly string[]
  /** Why this domain, in words. */
  readonly why: string
}

/** Ends that are listed one by one. */
const LISTED = 8
/** Where a length is left open. */
const SOME_LENGTH = 10
/** Digits of ends that are learned. */
const DIGITS = 4

/**
 * Guesses an input's domain from a table that has columns of it, else from its shape. @throws DOMAIN_MISMATCH,
 * DATA_ROW_INVALID
 */
export function guessInput(input: ModelInput, csv: Csv | undefined): GuessedInput {
  const columns = csv && columnsNamed(csv.header, input.name)
  const isOpen = input.shape.includes(null)
  const shape = input.shape.map((side) => side ?? SOME_LENGTH)
  const open = isOpen ? `; the length ${SOME_LENGTH} is one of many` : ''
  // One column for many numbers is text.
  const isText = columns?.length === 1 && shape.reduce((size, side) => size * side, 1) > 1
  if (csv !== undefined && columns !== undefined && !isText) return learned(input, csv, columns)
  if (looksOneHot(input)) return oneHotInput(input.name, shape, `a guess from its shape${open}`)
  return numbers(input.name, shape, [-1, 1], `a guess: what does the model get?${open}`)
}

function learned(input: ModelInput, csv: Csv, columns: readonly number[]): GuessedInput {
  const shape = shapeFor(input, {}, columns.length)
  const why = `as in ${brief(csv.path, 60)}, ${csv.rows.length === 1 ? '1 row' : `${csv.rows.length} rows`}`
  if (looksOneHot({ ...input, shape })) {
    const letters = oneHot(shape[0]!, shape[1]!)
    if (csv.rows.every((row) => letters.contains(float32Row(csv, row, columns))))
      return oneHotInput(input.name, shape, why)
  }
  const { lo, hi } = rangesOf(csv, columns)
  const outward = (ends: Float32Array, side: 'down' | 'up') =>
    Array.from(ends, (end) => roundOutward(end, side, DIGITS))
  const [from, to] = [outward(lo, 'down'), outward(hi, 'up')]
  const isListed = from.length > 1 && from.length <= LISTED
  const least = from.reduce((a, b) => Math.min(a, b))
  const most = to.reduce((a, b) => Math.max(a, b))
  return numbers(input.name, shape, isListed ? [from, to] : [least, most], why)
}

function oneHotInput(name: string, shape: readonly number[], why: string): GuessedInput {
  const [length, letters] = shape as [number, number]
  return { name, domain: oneHot(length, letters), code: `oneHot(${length}, ${letters})`, imports: ['oneHot'], why }
}

/** A box with these ends: one for all numbers, or one for each. */
function numbers(
  name: string,
  shape: readonly number[],
  [lo, hi]: readonly [number | number[], number | number[]],
  why: string,
): GuessedInput {
  const isOne = shape.length === 1 && shape[0] === 1
  const [from, to] = [lo, hi].map((end) => (typeof end === 'number' ? String(end) : `[${end.join(', ')}]`))
  return {
    name,
    domain: box(shape, lo, hi),
    code: isOne ? `interval(${from}, ${to})` : `box([${shape.join(', ')}], ${from}, ${to})`,
    imports: [isOne ? 'interval' : 'box'],
    why,
  }
}
