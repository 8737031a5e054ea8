import fc from 'fast-check'

/** A property as tests draw it: numbers are decimals as text, and comparisons say `left relation right`. */
export type Drawn =
  | {
      readonly kind: 'compare'
      readonly relation: '<=' | '>=' | '<' | '>' | '==' | '!='
      readonly left: Term
      readonly right: Term
    }
  | { readonly kind: 'and' | 'or'; readonly of: readonly Drawn[] }

export type Term =
  | { readonly kind: 'number'; readonly text: string }
  | { readonly kind: 'input' | 'output'; readonly index: number }
  | { readonly kind: '+' | '-' | '*'; readonly of: readonly Term[] }

/** Small decimals that float32 has, so that points on bounds are met, and some that it lacks. */
const number = fc.oneof(
  fc.integer({ min: -8, max: 8 }).map((n) => String(n / 4)),
  fc.constantFrom('0.1', '-1e-1', '.3', '2.5E-1'),
)
const constant: fc.Arbitrary<Term> = number.map((text) => ({ kind: 'number', text }))
const relation = fc.constantFrom('<=' as const, '>=' as const, '<' as const, '>' as const)

/** A formula over so many inputs and outputs whose comparisons of inputs bound one each. */
export function drawnProperty(inputs: number, outputs: number): fc.Arbitrary<Drawn> {
  const input = fc.nat(inputs - 1).map((index): Term => ({ kind: 'input', index }))
  const output = fc.nat(outputs - 1).map((index): Term => ({ kind: 'output', index }))
  const scaled = fc
    .tuple(number, output)
    .map(([text, one]): Term => ({ kind: '*', of: [{ kind: 'number', text }, one] }))
  const term = fc.letrec<{ term: Term }>((tie) => ({
    term: fc.oneof(
      { maxDepth: 2 },
      constant,
      output,
      scaled,
      fc.record({
        kind: fc.constantFrom('+' as const, '-' as const),
        of: fc.array(tie('term'), { minLength: 1, maxLength: 3 }),
      }),
    ),
  })).term
  const bound = fc.tuple(relation, input, constant, fc.boolean()).map(([of, left, right, swap]): Drawn => ({
    kind: 'compare',
    relation: of,
    ...(swap ? { left: right, right: left } : { left, right }),
  }))
  const claimed = fc
    .tuple(fc.oneof(relation, fc.constantFrom('==' as const, '!=' as const)), term, term)
    .map(([of, left, right]): Drawn => ({ kind: 'compare', relation: of, left, right }))
  return fc.letrec<{ formula: Drawn }>((tie) => ({
    formula: fc.oneof(
      { maxDepth: 3 },
      bound,
      claimed,
      fc.record({
        kind: fc.constantFrom('and' as const, 'or' as const),
        of: fc.array(tie('formula'), { minLength: 1, maxLength: 3 }),
      }),
    ),
  })).formula
}

/** The property in VNN-LIB: of version 2 with inputs of two axes. */
export function printVnnlib(formulas: readonly Drawn[], inputs: number, outputs: number, version: 1 | 2): string {
  const index = (letter: 'X' | 'Y', at: number) => (version === 1 ? `${letter}_${at}` : `${letter}[ 0, ${at}]`)
  const term = (one: Term): string => {
    if (one.kind === 'number') return one.text
    if ('index' in one) return index(one.kind === 'input' ? 'X' : 'Y', one.index)
    return `(${one.kind} ${one.of.map(term).join(' ')})`
  }
  const formula = (one: Drawn): string =>
    one.kind === 'compare'
      ? `(${one.relation} ${term(one.left)} ${term(one.right)})`
      : `(${one.kind}\n  ${one.of.map(formula).join(' ; why\n  ')})`
  const declared = (letter: 'X' | 'Y', count: number) =>
    Array.from({ length: count }, (_, i) => `(declare-const ${letter}_${i} Real)`)
  const head =
    version === 1
      ? [...declared('X', inputs), ...declared('Y', outputs)]
      : [
          `(vnnlib-version <2.0>)\n(declare-network f (declare-input X float32 [1, ${inputs}]) (declare-output Y Real [1,${outputs}] "y:0"))`,
        ]
  return ['; a comment (', ...head, ...formulas.map((one) => `(assert ${formula(one)})`)].join('\n')
}

/**
 * Does it hold of these numbers, all of few bits, so that float64 has no rounding to do? The decimals 0.1 and 0.3 are
 * no such numbers.
 */
export function holdsOf(formula: Drawn, inputs: readonly number[], outputs: readonly number[]): boolean {
  if ('of' in formula) {
    const holds = (one: Drawn): boolean => holdsOf(one, inputs, outputs)
    return formula.kind === 'and' ? formula.of.every(holds) : formula.of.some(holds)
  }
  // In fortieths everything is whole: decimals have one digit or are quarters, and products two factors.
  const value = (term: Term): number => {
    if (term.kind === 'number') return Math.round(Number(term.text) * 40)
    if ('index' in term) return (term.kind === 'input' ? inputs : outputs)[term.index]! * 40
    const [first = 0, ...rest] = term.of.map(value)
    if (term.kind === '+') return rest.reduce((sum, one) => sum + one, first)
    if (term.kind === '-') return rest.length === 0 ? -first : rest.reduce((sum, one) => sum - one, first)
    return rest.reduce((product, one) => (product * one) / 40, first)
  }
  const difference = value(formula.left) - value(formula.right)
  const compared = {
    '<=': difference <= 0,
    '>=': difference >= 0,
    '<': difference < 0,
    '>': difference > 0,
    '==': difference === 0,
    '!=': difference !== 0,
  }
  return compared[formula.relation]
}
