import type { RandomGenerator } from 'pure-rand/types/RandomGenerator'
import { tf } from '../backend/tf.ts'
import { unexpected } from '../errors.ts'
import { digest } from './digest.ts'
import type { Domain } from './domain.ts'
import { index } from './sampleNumbers.ts'

/** Real rows of an input: a tensor `[rows, ...shape]`, or flattened rows. */
export type Rows = tf.Tensor | readonly ArrayLike<number>[]

/**
 * The same domain, of which every fourth random case is a row of real data or near one: the row itself, with one to
 * four of its numbers or letters drawn anew, or (numbers) with all of them moved by up to a hundredth of the way to a
 * random member.
 * @throws DOMAIN_MISMATCH for no rows, rows of another size, or a row that is no member
 */
export function near(domain: Domain, rows: Rows): Domain {
  const data = rowsOf('near', domain, rows)
  const weight = domain.recipes.reduce((sum, recipe) => sum + recipe.weight, 0) / 3
  const one = (recipe: string) => ({ recipe, weight: weight / 3 })
  const drawn = new Float32Array(domain.size)
  return {
    ...domain,
    recipes: [
      ...domain.recipes,
      one('a row of real data'),
      one('a row of real data with one to four numbers or letters drawn anew'),
      one('a row of real data moved a little'),
    ],
    sample(random, into, offset) {
      if ((random.next() & 3) !== 0) return domain.sample(random, into, offset)
      into.set(data[index(random, data.length)]!, offset)
      const way = index(random, 3)
      if (way === 0) return
      domain.sample(random, drawn, 0)
      if (way === 1 || domain.kind === 'oneHot') replaceSome(domain, random, drawn, into, offset)
      else moveAll(domain, drawn, into, offset)
    },
  }
}

/**
 * The same domain with `row` as its simplest member: what counterexamples are shrunk towards, a typical real row
 * instead of zeros.
 * @throws DOMAIN_MISMATCH for a row of another size or that is no member
 */
export function towards(domain: Domain, row: tf.Tensor | ArrayLike<number>): Domain {
  const [simplest] = rowsOf('towards', domain, [row instanceof tf.Tensor ? row.dataSync() : row])
  return { ...domain, simplest: simplest!, description: `${domain.description} towards ${digest(simplest!)}` }
}

/** Takes over one to four units (a number, or the numbers of one letter) of another member. */
function replaceSome(
  { kind, shape, size }: Domain,
  random: RandomGenerator,
  from: Float32Array,
  into: Float32Array,
  offset: number,
): void {
  const unit = kind === 'oneHot' ? shape[1]! : 1
  for (let count = 1 + index(random, 4); count > 0; count--) {
    const at = index(random, size / unit) * unit
    into.set(from.subarray(at, at + unit), offset + at)
  }
}

/** A hundredth of the way to another member; rounding may step over a bound. */
function moveAll({ lo, hi, size }: Domain, from: Float32Array, into: Float32Array, offset: number): void {
  for (let i = 0; i < size; i++) {
    const start = into[offset + i]!
    const moved = Math.fround(start + (from[i]! - start) / 100)
    into[offset + i] = Math.min(hi[i]!, Math.max(lo[i]!, moved))
  }
}

function rowsOf(api: string, domain: Domain, rows: Rows): Float32Array[] {
  const mismatch = (expected: string, name: string, value: unknown) =>
    unexpected({ api, code: 'DOMAIN_MISMATCH', expected, name, value })
  const list = rows instanceof tf.Tensor ? split(rows) : Array.from(rows, (row) => Float32Array.from(row))
  if (list.length === 0) throw mismatch('at least one row', 'rows', rows)
  list.forEach((row, i) => {
    if (row.length !== domain.size) throw mismatch(`rows of ${domain.size} numbers`, `rows[${i}].length`, row.length)
    if (!domain.contains(row)) throw mismatch(`a member of ${domain.description}`, `rows[${i}]`, row)
  })
  return list
}

function split(rows: tf.Tensor): Float32Array[] {
  const values = rows.dataSync()
  const size = values.length / Math.max(1, rows.shape[0] ?? 1)
  return Array.from({ length: rows.shape[0] ?? 0 }, (_, i) => Float32Array.from(values.slice(i * size, (i + 1) * size)))
}
