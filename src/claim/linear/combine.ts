import { unexpected } from '../../errors.ts'
import { digest } from '../digest.ts'
import { type Formula } from './formula.ts'
import { type LinearSet, linearSet } from './linearSet.ts'

/** Descriptions are cut past so many characters: what they leave out is told apart by a digest. */
const LONGEST = 240

/**
 * The rows of outputs that lie in all of these sets, made by `linear`, `argmaxIs`, `allOf` or `anyOf`. @throws
 * ARGUMENT_INVALID
 */
export function allOf(...sets: readonly LinearSet[]): LinearSet {
  return combine('allOf', 'all', sets)
}

/**
 * The rows of outputs that lie in one of these sets at least; a NaN in what any of them speaks of is in none. @throws
 * ARGUMENT_INVALID
 */
export function anyOf(...sets: readonly LinearSet[]): LinearSet {
  return combine('anyOf', 'any', sets)
}

function combine(api: string, kind: 'all' | 'any', sets: readonly LinearSet[]): LinearSet {
  if (sets.length === 0) throw unexpected({ api, expected: 'one set at least', name: 'sets', value: sets })
  for (const [i, set] of sets.entries())
    if (typeof set !== 'object' || set === null || set.formula === undefined)
      throw unexpected({
        api,
        expected: 'a set made by linear, argmaxIs, allOf or anyOf',
        name: `sets[${i}]`,
        value: set,
      })
  if (sets.length === 1) return sets[0]!
  const of = sets.flatMap(({ formula }) => (formula.kind === kind ? formula.of : [formula]))
  const texts = sets.map(({ formula, description }) =>
    formula.kind === 'linear' || formula.kind === 'argmax' || formula.kind === kind ? description : `(${description})`,
  )
  return linearSet({ kind, of }, brief(texts.join(kind === 'all' ? ' and ' : ' or '), { kind, of }))
}

function brief(text: string, formula: Formula): string {
  if (text.length <= LONGEST) return text
  const numbers: number[] = []
  const count = list(formula, numbers)
  return `${text.slice(0, LONGEST / 2)}… (${count} in all, ${digest(Float64Array.from(numbers))})`
}

/** Writes all that a formula says as numbers, and counts what it combines. */
function list(formula: Formula, numbers: number[]): number {
  if (formula.kind === 'argmax') numbers.push(0, formula.output)
  else if (formula.kind === 'linear') {
    const { coefficients, relation, bound } = formula
    numbers.push(1, ['>=', '>', '<=', '<'].indexOf(relation), bound, coefficients.length, ...coefficients)
  } else {
    numbers.push(formula.kind === 'all' ? 2 : 3, formula.of.length)
    return formula.of.reduce((count, one) => count + list(one, numbers), 0)
  }
  return 1
}
