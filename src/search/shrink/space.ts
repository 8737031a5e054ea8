import type { Domain } from '../../claim/domain.ts'
import type { Batch, Point } from '../model.ts'
import type { Range } from './simplicity.ts'

/**
 * A claim's inputs as one list of coordinates that can be simplified one by one: a number of a box is one, a letter of
 * a one-hot sequence is one (its value is the letter's index, so that one-hot stays one-hot).
 */
export interface Space {
  readonly size: number
  /** Numbers in a row of all inputs: what a candidate costs in memory. */
  readonly rowSize: number
  /** The simplest point. */
  readonly baseline: Float64Array
  /** Is the coordinate a letter rather than a number? */
  isLetter(coordinate: number): boolean
  range(coordinate: number): Range
  /** Which input it belongs to, and which of that input's numbers or letters it is. */
  place(coordinate: number): { input: number; index: number }
  read(point: Point): Float64Array
  write(values: Float64Array, into: Batch, row: number): void
}

interface Stretch {
  readonly first: number
  readonly count: number
  readonly letters: number
}

export function spaceOf(claim: { readonly inputs: readonly { readonly domain: Domain }[] }): Space {
  let size = 0
  const stretches: Stretch[] = claim.inputs.map(({ domain }) => {
    const letters = domain.kind === 'oneHot' ? domain.shape[1]! : 0
    const stretch = { first: size, count: letters > 0 ? domain.shape[0]! : domain.size, letters }
    size += stretch.count
    return stretch
  })
  const read = (point: Point) => readPoint(stretches, size, point)
  const baseline = read(claim.inputs.map(({ domain }) => domain.simplest))
  const stretchOf = (coordinate: number) =>
    stretches.findLastIndex(({ first, count }) => count > 0 && first <= coordinate)
  return {
    size,
    baseline,
    rowSize: claim.inputs.reduce((sum, { domain }) => sum + domain.size, 0),
    isLetter: (coordinate) => stretches[stretchOf(coordinate)]!.letters > 0,
    range(coordinate) {
      const input = stretchOf(coordinate)
      const { first, letters } = stretches[input]!
      const { lo, hi } = claim.inputs[input]!.domain
      const bounds =
        letters > 0 ? { lo: 0, hi: letters - 1 } : { lo: lo[coordinate - first]!, hi: hi[coordinate - first]! }
      return { ...bounds, baseline: baseline[coordinate]! }
    },
    place(coordinate) {
      const input = stretchOf(coordinate)
      return { input, index: coordinate - stretches[input]!.first }
    },
    read,
    write: (values, into, row) => writeRow(stretches, values, into, row),
  }
}

function readPoint(stretches: readonly Stretch[], size: number, point: Point): Float64Array {
  const values = new Float64Array(size)
  stretches.forEach(({ first, count, letters }, input) => {
    const row = point[input]!
    for (let i = 0; i < count; i++)
      values[first + i] = letters > 0 ? row.subarray(i * letters, (i + 1) * letters).indexOf(1) : row[i]!
  })
  return values
}

function writeRow(stretches: readonly Stretch[], values: Float64Array, into: Batch, row: number): void {
  stretches.forEach(({ first, count, letters }, input) => {
    const rows = into.inputs[input]!
    if (letters === 0) rows.set(values.subarray(first, first + count), row * count)
    else {
      const offset = row * count * letters
      rows.fill(0, offset, offset + count * letters)
      for (let i = 0; i < count; i++) rows[offset + i * letters + values[first + i]!] = 1
    }
  })
}
