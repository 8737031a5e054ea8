import fc from 'fast-check'
import { expect, test } from 'vitest'
import { inSet } from '../../claim/set.ts'
import { parseStatement } from './statementSpelling.ts'

const compare: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
}
const bound = fc.constantFrom(-Infinity, -1e20, -1, -0.5, 0, 1e-7, 1, 2, Infinity)
const sign = fc.constantFrom('<', '<=', '>', '>=')
const terms = fc.oneof(
  fc.tuple(bound, sign, fc.constant('y')),
  fc.tuple(fc.constant('y'), sign, bound),
  fc.tuple(bound, sign, fc.constant('y'), sign, bound),
)

test('a number is in the set of a statement exactly where the statement is true of it', () => {
  const values = [Number.NaN, -Infinity, -2, -1, -0.75, -0.5, 0, 5e-8, 1e-7, 0.5, 1, 1.5, 2, 3, 1e30, Infinity]
  fc.assert(
    fc.property(terms, fc.constantFrom('', ' ', '  '), (parts, space) => {
      const isTrue = (y: number) =>
        parts.every((part, i) => i % 2 === 0 || compare[part]!(valueOf(parts[i - 1]!, y), valueOf(parts[i + 1]!, y)))
      const pointsOneWay = parts.length < 5 || String(parts[1])[0] === String(parts[3])[0]
      const truths = pointsOneWay ? values.map(isTrue) : 'its signs point in two ways'
      expect(read(parts.join(space), values)).toEqual(truths)
    }),
    { numRuns: 2000 },
  )
})

/**
 * Which values are in the set of a statement; in none where it is said that there is no such number, else why it cannot
 * be read.
 */
function read(text: string, values: readonly number[]): boolean[] | string {
  try {
    const { set } = parseStatement(text)
    return values.map((y) => inSet(set, y))
  } catch (error) {
    const reason = (error as Error).message.split(':')[0]!
    return reason === 'no number is so' ? values.map(() => false) : reason
  }
}

function valueOf(part: string | number, y: number): number {
  return part === 'y' ? y : Number(part)
}

test.each([
  ['0<=y<=1', '0 <= y <= 1', 'y', '[0, 1]'],
  ['0 < y<1', '0 < y < 1', 'y', '(0, 1)'],
  ['0 < y <= 1', '0 < y <= 1', 'y', '(0, 1]'],
  ['1 >= y > 0', '1 >= y > 0', 'y', '(0, 1]'],
  ['y <= 1', 'y <= 1', 'y', '<= 1'],
  ['1 >= y', '1 >= y', 'y', '<= 1'],
  ['y > -1e-3', 'y > -1e-3', 'y', '> -0.001'],
  ['dense_1/out < 2', 'dense_1/out < 2', 'dense_1/out', '< 2'],
  ['-Infinity < y < Infinity', '-Infinity < y < Infinity', 'y', '(-Infinity, Infinity)'],
])('%s', (written, text, variable, description) => {
  const statement = parseStatement(written)
  expect({ ...statement, set: statement.set.description }).toEqual({ text, variable, set: description })
})

test.each([
  ['', 'expected a statement'],
  ['y', 'expected a statement'],
  ['1 < 2', 'expected a statement'],
  ['1 < 2 < 3', 'expected a statement'],
  ['y < z', 'expected a statement'],
  ['y < 1 < 2', 'expected a statement'],
  ['0 < y < 1 < 2', 'expected a statement'],
  ['0 <', 'expected a statement'],
  ['y = 1', 'the signs are'],
  ['y == 1', 'the signs are'],
  ['0 =< y', 'the signs are'],
  ['0 < y > -1', 'its signs point in two ways'],
  ['1 < y < 1', 'no number is so'],
  ['2 <= y <= 1', 'no number is so'],
  ['y > Infinity', 'no number is so'],
  ['y < 1e-400', '"1e-400" is nearer to 0 than all numbers: write 0'],
  ['-1e400 < y', '"-1e400" is past all numbers: write Infinity, or none'],
])('%j is refused', (written, message) => {
  expect(() => parseStatement(written)).toThrow(message)
})
