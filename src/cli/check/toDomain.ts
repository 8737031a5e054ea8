import { box, finite } from '../../claim/box.ts'
import type { Domain } from '../../claim/domain.ts'
import { ceil32, floor32 } from '../../numeric/float32.ts'
import { oneHot } from '../../claim/oneHot.ts'
import { product } from '../../claim/shape.ts'
import { OvershootError } from '../../errors.ts'
import { quoted } from '../../files/brief.ts'
import type { Csv } from '../../files/readCsv.ts'
import type { DomainSpelling } from '../spelling/domainSpelling.ts'
import type { ModelInput } from '../spelling/modelInputs.ts'
import { columnsOf, float32Row } from './inputColumns.ts'

/** Numbers that an input may have: more than any model that runs here, and a domain's bounds still fit in memory. */
const MOST = 2 ** 23

/**
 * The domain that a spelling means for an input. `5` is the float32 nearest to 5, and numbers of a table are rounded to
 * float32 as the model gets them; ends that are written out are rounded inwards, as `interval` does.
 * @throws DOMAIN_MISMATCH, DOMAIN_EMPTY; what `read` throws
 */
export async function toDomain(
  spelling: DomainSpelling,
  input: ModelInput,
  read: (path: string) => Promise<Csv>,
): Promise<Domain> {
  switch (spelling.kind) {
    case 'finite':
      return finite(shapeFor(input, spelling))
    case 'range': {
      const { lo, hi } = spelling
      if (ceil32(lo) > floor32(hi)) throw new OvershootError('DOMAIN_EMPTY', `no float32 lies from ${lo} to ${hi}`)
      return box(shapeFor(input, spelling), lo, hi)
    }
    case 'value': {
      const value = Math.fround(spelling.value)
      if (!Number.isFinite(value))
        throw new OvershootError('DOMAIN_EMPTY', `no float32 is as large as ${spelling.value}`)
      return box(shapeFor(input, spelling), value, value)
    }
    case 'onehot': {
      const [length, letters, ...more] = shapeFor(input, spelling)
      if (length === undefined || letters === undefined || more.length > 0)
        throw new OvershootError('DOMAIN_MISMATCH', `its shape [${input.shape.join(', ')}] is not length and letters`)
      const named = spelling.alphabet === undefined ? letters : Array.from(spelling.alphabet).length
      if (named !== letters)
        throw new OvershootError(
          'DOMAIN_MISMATCH',
          `the alphabet ${quoted(spelling.alphabet!)} has ${named} letters, not ${letters}`,
        )
      return oneHot(length, letters)
    }
    case 'range-of': {
      const csv = await read(spelling.path)
      const columns = columnsOf(csv, input.name, spelling.columns)
      const { lo, hi } = rangesOf(csv, columns)
      return box(shapeFor(input, {}, columns.length), lo, hi)
    }
  }
}

/** From the least to the greatest number of each column. */
export function rangesOf(
  csv: Csv,
  columns: readonly number[],
): { readonly lo: Float32Array; readonly hi: Float32Array } {
  const lo = new Float32Array(columns.length).fill(Infinity)
  const hi = new Float32Array(columns.length).fill(-Infinity)
  for (const row of csv.rows)
    for (const [i, value] of float32Row(csv, row, columns).entries()) {
      lo[i] = Math.min(lo[i]!, value)
      hi[i] = Math.max(hi[i]!, value)
    }
  return { lo, hi }
}

/**
 * The shape of an input's rows: its own, sides that are open taken from what is given or, if there is one such, from
 * how many numbers a row has. @throws DOMAIN_MISMATCH
 */
export function shapeFor(
  { shape }: ModelInput,
  { shape: given, alphabet }: { readonly shape?: readonly number[]; readonly alphabet?: string },
  count?: number,
): number[] {
  const words = `[${shape.map((side) => side ?? 'any').join(', ')}]`
  const mismatch = (reason: string) => new OvershootError('DOMAIN_MISMATCH', reason)
  const fits = given?.length === shape.length && shape.every((side, i) => side === null || side === given[i])
  if (given !== undefined && !fits) throw mismatch(`its shape is ${words}, not [${given.join(', ')}]`)
  const known = shape.map((side, i) => side ?? given?.[i])
  if (alphabet !== undefined && known.length === 2) known[1] ??= Array.from(alphabet).length
  const open = known.filter((side) => side === undefined).length
  const rest = known.reduce<number>((size, side) => size * (side ?? 1), 1)
  if (open === 1 && count !== undefined && count % rest === 0) known[known.indexOf(undefined)] = count / rest
  else if (open > 0)
    throw mismatch(
      `its shape ${words} leaves a length open: append one, as in :${known.map((side) => side ?? 10).join('x')}`,
    )
  const whole = known as number[]
  const size = product(whole)
  if (count !== undefined && size !== count)
    throw mismatch(`its shape ${words} takes ${size} numbers, and ${count} columns are given`)
  if (size > MOST) throw mismatch(`its shape ${words} has ${size} numbers, and ${MOST} can be checked`)
  return whole
}
