import { brief, quoted } from '../files/brief.ts'
import { add, type Decimal, multiply, negate, parseDecimal, unit, zero } from '../numeric/decimal.ts'
import type { Declarations } from './declarations.ts'
import type { Refuse } from './propertyError.ts'
import type { Atom, Expression, List } from './sExpressions.ts'

/**
 * The sum of coefficient times number, numbers as `Declarations` count them, and a constant is at least 0, or more
 * where `strict`.
 */
export interface Inequality {
  readonly terms: ReadonlyMap<number, Decimal>
  readonly constant: Decimal
  readonly strict: boolean
  readonly at: number
}

/** Inequalities that hold together. */
export type Conjunction = Inequality[]

/** What an expression comes to: a sum of numbers, or a truth: one of the conjunctions holds. */
type Value =
  | { readonly kind: 'sum'; readonly terms: Map<number, Decimal>; constant: Decimal }
  | { readonly kind: 'truth'; readonly disjuncts: Conjunction[] }
type Sum = Extract<Value, { kind: 'sum' }>
type Truth = Extract<Value, { kind: 'truth' }>

/** Inequalities that the conjunctions of a truth may have together. */
const MOST = 2 ** 20

/**
 * Expressions on the way: what those inside come to is taken over as soon as it is known, so that depth costs no stack.
 */
interface Frame {
  readonly list: List
  readonly head: Atom
  readonly values: Value[]
  next: number
}

/**
 * An expression of `and`, `or` and comparisons of linear terms as a disjunction of conjunctions.
 * @throws PROPERTY_INVALID; PROPERTY_UNSUPPORTED for products of two unknown numbers, other operators, and too many
 * conjunctions
 */
export function readDisjuncts(root: Expression, declarations: Declarations, refuse: Refuse): Conjunction[] {
  const frames: Frame[] = []
  const begin = (list: List): void => {
    const [head] = list.items
    if (head?.kind !== 'atom') throw refuse(list.at, 'expected an operator after the parenthesis')
    frames.push({ list, head, values: [], next: 1 })
  }
  if (root.kind === 'atom') throw refuse(root.at, `expected a comparison, received ${quoted(root.text)}`)
  begin(root)
  while (true) {
    const frame = frames.at(-1)!
    const item = frame.list.items[frame.next++]
    if (item?.kind === 'list') begin(item)
    else if (item !== undefined) {
      const following = frame.list.items[frame.next]
      const indices = following?.kind === 'atom' && following.text.startsWith('[') ? following.text : undefined
      if (indices !== undefined) frame.next++
      frame.values.push(readAtom(item, indices, declarations, refuse))
    } else {
      const value = within(frame, refuse)
      frames.pop()
      const outer = frames.at(-1)
      if (outer !== undefined) outer.values.push(value)
      else if (value.kind === 'truth') return value.disjuncts
      else throw refuse(root.at, 'expected a comparison, received a number')
    }
  }
}

function readAtom({ text, at }: Atom, indices: string | undefined, { find }: Declarations, refuse: Refuse): Value {
  const number = parseDecimal(text)
  if (number === null) throw refuse(at, `the number ${brief(text, 40)} has too many digits`, 'PROPERTY_UNSUPPORTED')
  if (number === undefined) return { kind: 'sum', terms: new Map([[find(text, indices, at), unit]]), constant: zero }
  if (indices !== undefined) throw refuse(at, `a number has no indices`)
  return { kind: 'sum', terms: new Map(), constant: number }
}

/** What an operator makes of its values. */
function within(frame: Frame, refuse: Refuse): Value {
  try {
    return apply(frame, refuse)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw refuse(frame.list.at, error.message, 'PROPERTY_UNSUPPORTED')
  }
}

function apply({ list: { at }, head, values }: Frame, refuse: Refuse): Value {
  const { text: operator } = head
  switch (operator) {
    case '+':
    case '-':
    case '*':
      return arithmetic(operator, sums(values, operator, at, refuse), at, refuse)
    case '<=':
    case '>=':
    case '<':
    case '>':
    case '==':
    case '=':
    case '!=': {
      const [left, right, ...more] = sums(values, operator, at, refuse)
      if (left === undefined || right === undefined || more.length > 0)
        throw refuse(at, `${operator} compares two numbers, not ${values.length}`)
      return comparison(operator, left, right, at)
    }
    case 'and':
    case 'or': {
      if (values.length === 0) throw refuse(at, `${operator} joins comparisons, and there are none`)
      const truths = values.map((value) => {
        if (value.kind === 'truth') return value.disjuncts
        throw refuse(at, `${operator} joins comparisons, not numbers`)
      })
      return { kind: 'truth', disjuncts: operator === 'or' ? truths.reduce(either) : truths.reduce(both) }
    }
    default:
      throw refuse(head.at, `the operator ${quoted(operator)} cannot be read`, 'PROPERTY_UNSUPPORTED')
  }
}

function sums(values: readonly Value[], operator: string, at: number, refuse: Refuse): Sum[] {
  return values.map((value) => {
    if (value.kind === 'sum') return value
    throw refuse(at, `${operator} takes numbers, not comparisons`)
  })
}

function arithmetic(operator: '+' | '-' | '*', of: readonly Sum[], at: number, refuse: Refuse): Sum {
  const [first, ...rest] = of
  if (first === undefined) throw refuse(at, `${operator} takes numbers, and there are none`)
  if (operator === '+') return of.reduce(plus)
  if (operator === '-') return rest.length === 0 ? minus(first) : plus(first, minus(rest.reduce(plus)))
  return of.reduce((left, right) => {
    const [factor, other] = left.terms.size === 0 ? [left, right] : [right, left]
    if (factor.terms.size > 0)
      throw refuse(at, 'a product of two numbers that are not known is not linear', 'PROPERTY_UNSUPPORTED')
    return scaled(other, factor.constant)
  })
}

/**
 * Adds the smaller sum to the larger one, which is used up: sums of many terms take no longer than the terms are many.
 */
function plus(a: Sum, b: Sum): Sum {
  const [from, to] = a.terms.size < b.terms.size ? [a, b] : [b, a]
  for (const [number, coefficient] of from.terms) {
    const sum = add(to.terms.get(number) ?? zero, coefficient)
    if (sum.digits === 0n) to.terms.delete(number)
    else to.terms.set(number, sum)
  }
  to.constant = add(to.constant, from.constant)
  return to
}

const minus = (sum: Sum): Sum => scaled(sum, negate(unit))

function scaled({ terms, constant }: Sum, factor: Decimal): Sum {
  const all = factor.digits === 0n ? [] : [...terms].map(([number, by]) => [number, multiply(by, factor)] as const)
  return { kind: 'sum', terms: new Map(all), constant: multiply(constant, factor) }
}

function comparison(operator: string, left: Sum, right: Sum, at: number): Truth {
  const difference = plus(left, minus(right))
  const negative = minus(difference)
  const truth = (...disjuncts: [sum: Sum, strict: boolean][][]): Truth => ({
    kind: 'truth',
    disjuncts: disjuncts.flatMap((of) => {
      const all = of.map(([{ terms, constant }, strict]): Inequality => ({ terms, constant, strict, at }))
      // Without unknown numbers it is known whether it holds.
      const fails = ({ terms, constant: { digits }, strict }: Inequality) =>
        terms.size === 0 && (strict ? digits <= 0n : digits < 0n)
      return all.some(fails) ? [] : [all.filter(({ terms }) => terms.size > 0)]
    }),
  })
  switch (operator) {
    case '>=':
      return truth([[difference, false]])
    case '>':
      return truth([[difference, true]])
    case '<=':
      return truth([[negative, false]])
    case '<':
      return truth([[negative, true]])
    case '!=':
      return truth([[difference, true]], [[negative, true]])
    default:
      return truth([
        [difference, false],
        [negative, false],
      ])
  }
}

/** Conjunctions of one or the other; both are used up. */
const either: (a: Conjunction[], b: Conjunction[]) => Conjunction[] = joined

/** Each conjunction of one with each of the other; both are used up. */
export function both(a: Conjunction[], b: Conjunction[]): Conjunction[] {
  const [few, many] = a.length < b.length ? [a, b] : [b, a]
  const [only] = few
  if (only === undefined) return []
  const count = (of: Conjunction[]): number => of.reduce((sum, { length }) => sum + length, 0)
  if (many.length > 1 && count(a) * b.length + count(b) * a.length > MOST)
    throw new RangeError(`its disjunctions multiply to more than ${MOST} inequalities`)
  if (many.length === 1) return [joined(only, many[0]!)]
  if (few.length > 1) return a.flatMap((left) => b.map((right) => [...left, ...right]))
  for (const each of many) for (const inequality of only) each.push(inequality)
  return many
}

/** Adds the shorter list to the longer one, so that long chains of lists take no longer than they have members. */
function joined<T>(a: T[], b: T[]): T[] {
  const [from, to] = a.length < b.length ? [a, b] : [b, a]
  for (const member of from) to.push(member)
  return to
}
