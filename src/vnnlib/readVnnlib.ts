import { quoted } from '../files/brief.ts'
import { compare, type Decimal } from '../numeric/decimal.ts'
import { type Declarations, type PropertyTensor, readDeclarations } from './declarations.ts'
import { both, type Conjunction, type Inequality, readDisjuncts } from './disjuncts.ts'
import { boundOf, type ExactBound, type ExactBox } from './exactBox.ts'
import { refusalsIn, type Refuse } from './propertyError.ts'
import { headOf, type List, readExpressions } from './sExpressions.ts'

/**
 * A property as VNN-LIB has it: a description of counterexamples, which an input of one of the boxes is if its outputs
 * are unsafe.
 */
export interface Property {
  readonly version: 1 | 2
  /** Their numbers, one tensor after the other, are counted from 0, as those of outputs are. */
  readonly inputs: readonly PropertyTensor[]
  readonly outputs: readonly PropertyTensor[]
  /** Exact, as they are written. */
  readonly boxes: readonly PropertyBox[]
}

/** Inputs, and which of their outputs make them counterexamples. */
export interface PropertyBox {
  readonly box: ExactBox
  /** The outputs are unsafe where all inequalities of one list hold; everywhere where a list is empty. */
  readonly unsafe: readonly (readonly OutputInequality[])[]
}

/** The sum of coefficient times output, and a constant, is at least 0, or more where `strict`. */
export interface OutputInequality {
  /** By output, from 0. */
  readonly terms: readonly (readonly [output: number, coefficient: Decimal])[]
  readonly constant: Decimal
  readonly strict: boolean
}

/**
 * Reads a property in VNN-LIB: version 1, or of version 2.0 what is about one network; in both, linear comparisons
 * joined by `and` and `or` at any depth, of which those that speak of inputs bound one each. `source` names the text in
 * errors.
 * @throws PROPERTY_INVALID for what is no VNN-LIB, PROPERTY_UNSUPPORTED for what is but cannot be decided, with line
 * and column
 */
export function readVnnlib(text: string, source = 'property'): Property {
  const refuse = refusalsIn(text, source)
  const statements = readExpressions(text, refuse)
  const declarations = readDeclarations(statements, refuse)
  const { version, inputs, outputs } = declarations
  checkStatements(statements, refuse)
  const everywhere = new Map<number, ExactBound>()
  let rest: Conjunction[] = [[]]
  for (const { items, at } of statements.filter((one) => headOf(one) === 'assert')) {
    const [, stated, more] = items
    if (stated === undefined || more !== undefined) throw refuse(at, 'assert states one comparison')
    const disjuncts = readDisjuncts(stated, declarations, refuse)
    const [only] = disjuncts
    // Bounds that hold everywhere are not written into each of what may be many conjunctions.
    if (disjuncts.length === 1 && only!.every(isInput)) for (const one of only!) tighten(everywhere, one, refuse)
    else rest = product(rest, disjuncts, at, refuse)
  }
  return { version, inputs, outputs, boxes: boxesOf(rest, everywhere, declarations, refuse) }
}

function checkStatements(statements: readonly List[], refuse: Refuse): void {
  const known = [
    'assert',
    'declare-const',
    'declare-fun',
    'declare-network',
    'vnnlib-version',
    'set-logic',
    'check-sat',
  ]
  for (const one of statements) {
    const head = headOf(one)
    if (head === undefined || !known.includes(head))
      throw refuse(one.at, `expected a statement: ${known.slice(0, 5).join(', ')}; received ${quoted(head ?? '(')}`)
    const version = one.items[1]
    if (head === 'vnnlib-version' && !(version?.kind === 'atom' && /^<?[12]\.\d+>?$/.test(version.text)))
      throw refuse(one.at, 'expected version <1.0> or <2.0>', 'PROPERTY_UNSUPPORTED')
  }
}

function product(a: Conjunction[], b: Conjunction[], at: number, refuse: Refuse): Conjunction[] {
  try {
    return both(a, b)
  } catch (error) {
    throw refuse(at, (error as Error).message, 'PROPERTY_UNSUPPORTED')
  }
}

/** Conjunctions by the box that they bound: those of one box together. */
function boxesOf(
  conjunctions: readonly Conjunction[],
  everywhere: ReadonlyMap<number, ExactBound>,
  { inputs }: Declarations,
  refuse: Refuse,
): PropertyBox[] {
  const size = inputs.reduce((sum, tensor) => sum + tensor.size, 0)
  const boxes = new Map<string, { box: ExactBox; unsafe: OutputInequality[][] }>()
  for (const conjunction of conjunctions) {
    const own = new Map<number, ExactBound>()
    for (const one of conjunction) if (isInput(one)) tighten(own, one, refuse)
    const key = JSON.stringify(
      [...own].sort(([a], [b]) => a - b),
      (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value),
    )
    const found = boxes.get(key) ?? { box: boxOf(size, everywhere, own), unsafe: [] }
    boxes.set(key, found)
    found.unsafe.push(conjunction.filter((one) => !isInput(one)).map((one) => outputInequality(one, refuse)))
  }
  return [...boxes.values()]
}

function isInput({ terms }: Inequality): boolean {
  for (const number of terms.keys()) if (number < 0) return false
  return true
}

function outputInequality({ terms, constant, strict, at }: Inequality, refuse: Refuse): OutputInequality {
  const of = [...terms].map(([number, coefficient]) => {
    if (number < 0) return [-1 - number, coefficient] as const
    throw refuse(at, 'a comparison of inputs with outputs cannot be decided', 'PROPERTY_UNSUPPORTED')
  })
  return { terms: of.sort(([a], [b]) => a - b), constant, strict }
}

/** Takes a bound of an input over where it is tighter than those that are there. */
function tighten(bounds: Map<number, ExactBound>, { terms, constant, strict, at }: Inequality, refuse: Refuse): void {
  const [first, second] = terms
  if (first === undefined) return
  if (second !== undefined)
    throw refuse(at, 'a comparison of several inputs is no box, and cannot be decided', 'PROPERTY_UNSUPPORTED')
  const [input, coefficient] = first
  const bound = boundOf(coefficient, constant, strict)
  if (bound === undefined)
    throw refuse(at, 'the factor of an input must divide 10^n: write the bound itself', 'PROPERTY_UNSUPPORTED')
  const key = 2 * input + (bound.side === 'lo' ? 0 : 1)
  const known = bounds.get(key)
  if (known === undefined || isTighter(bound, known)) bounds.set(key, bound)
}

function isTighter(bound: ExactBound, known: ExactBound): boolean {
  const order = compare(bound.value, known.value) * (bound.side === 'lo' ? 1 : -1)
  return order > 0 || (order === 0 && bound.strict && !known.strict)
}

function boxOf(
  size: number,
  everywhere: ReadonlyMap<number, ExactBound>,
  own: ReadonlyMap<number, ExactBound>,
): ExactBox {
  const pick = (key: number): ExactBound | undefined => {
    const [all, here] = [everywhere.get(key), own.get(key)]
    return all !== undefined && here !== undefined ? (isTighter(here, all) ? here : all) : (here ?? all)
  }
  return Array.from({ length: size }, (_, i) => ({ lo: pick(2 * i), hi: pick(2 * i + 1) }))
}
