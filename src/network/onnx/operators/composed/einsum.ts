import { type Node, refuse, textOf, wrong } from '../../node.ts'
import type { Known } from '../../reading/known.ts'
import { range, zerosOf } from '../../tensors.ts'
import { type Compose, noAxes, type Operators, type Others } from '../operator.ts'
import { int, ints } from './attributes.ts'

/** A tensor whose axes have letters. */
interface Lettered {
  readonly x: Known
  readonly letters: readonly string[]
}

/** What goes on while terms are multiplied. */
interface Multiplying extends Others {
  /** Letters of axes along which rows of a batch lie: their lengths are left open. */
  readonly open: ReadonlySet<string>
}

/** Sums of products over the letters that the result does not have. */
const einsum: Compose = (node, others) => {
  const { terms, result } = parsed(node, others.inputs)
  const multiplying = { ...others, open: openIn(terms) }
  const [first, ...rest] = terms
  const joined = rest.reduce((all, term, i) => {
    const later = new Set([...result, ...rest.slice(i + 1).flatMap(({ letters }) => letters)])
    return product(multiplying, all, term, later)
  }, first!)
  const summed = summedTo(others, joined, new Set(result))
  return [ordered(others, summed, result).x]
}

function openIn(terms: readonly Lettered[]): ReadonlySet<string> {
  const found = terms.flatMap(({ x, letters }) =>
    x.followed.map((one) => (one?.kind === 'rows' ? letters[one.axis]! : undefined)),
  )
  return new Set(found.filter((letter) => letter !== undefined))
}

/** `ij,jk->ik`; dots stand for axes that all have alike. */
function parsed(node: Node, inputs: readonly (Known | undefined)[]): { terms: Lettered[]; result: string[] } {
  const equation = textOf(node, 'equation', '').replaceAll(/\s/g, '')
  const [left = '', right] = equation.split('->')
  const parts = left.split(',')
  if (parts.length !== inputs.length) throw wrong(node, `${inputs.length} terms`, 'equation', equation)
  const lengths = new Map<string, number>()
  const dots = Math.max(
    0,
    ...parts.map((part, i) =>
      part.includes('...') ? inputs[i]!.tensor.shape.length - part.replace('...', '').length : 0,
    ),
  )
  const spelt = (part: string, count: number): string[] => {
    const [before = '', after] = part.split('...')
    if (after === undefined) return [...before]
    return [...before, ...[...range(count)].map((k) => `.${dots - count + k}`), ...after]
  }
  const terms = parts.map((part, i): Lettered => {
    const { shape } = inputs[i]!.tensor
    const letters = spelt(part, shape.length - part.replace('...', '').length)
    if (letters.length !== shape.length) throw wrong(node, `${shape.length} letters`, 'equation', part)
    if (new Set(letters).size < letters.length)
      throw refuse(node, `a letter twice in ${part}`, 'Export the model without it.')
    for (const [axis, letter] of letters.entries()) {
      if (lengths.has(letter) && lengths.get(letter) !== shape[axis])
        throw wrong(node, `axes ${letter} of one length`, 'equation', equation)
      lengths.set(letter, shape[axis]!)
    }
    return { x: inputs[i]!, letters }
  })
  const count = (letter: string): number => terms.filter(({ letters }) => letters.includes(letter)).length
  const once = [...lengths.keys()].filter((letter) => letter.startsWith('.') || count(letter) === 1)
  const dotted = once.filter((letter) => letter.startsWith('.'))
  const result =
    right === undefined ? [...dotted, ...once.filter((one) => !one.startsWith('.')).toSorted()] : spelt(right, dots)
  if (result.some((letter) => !lengths.has(letter))) throw wrong(node, 'letters of its terms', 'equation', equation)
  return { terms, result }
}

/** Sums over all letters that are not wanted. */
function summedTo({ run, known }: Others, { x, letters }: Lettered, wanted: ReadonlySet<string>): Lettered {
  const gone = letters.flatMap((letter, axis) => (wanted.has(letter) ? [] : [axis]))
  if (gone.length === 0) return { x, letters }
  return {
    x: run('ReduceSum', [x, known(gone, 'int64')], int('keepdims', 0)),
    letters: letters.filter((letter) => wanted.has(letter)),
  }
}

/** The axes in another order. */
function ordered({ run }: Others, { x, letters }: Lettered, order: readonly string[]): Lettered {
  if (String(order) === String(letters)) return { x, letters }
  return {
    x: run(
      'Transpose',
      [x],
      ints(
        'perm',
        order.map((letter) => letters.indexOf(letter)),
      ),
    ),
    letters: order,
  }
}

/** The product of two, summed over what neither the result nor what comes later has. */
function product(others: Multiplying, left: Lettered, right: Lettered, later: ReadonlySet<string>): Lettered {
  const { run } = others
  const isIn = ({ letters }: Lettered, letter: string): boolean => letters.includes(letter)
  const a = summedTo(others, left, new Set([...later, ...right.letters]))
  const b = summedTo(others, right, new Set([...later, ...left.letters]))
  const both = a.letters.filter((letter) => isIn(b, letter))
  const [shared, gone] = [both.filter((one) => later.has(one)), both.filter((one) => !later.has(one))]
  const [onlyA, onlyB] = [a.letters.filter((one) => !isIn(b, one)), b.letters.filter((one) => !isIn(a, one))]
  const [rowsOfA, columnsOfA] = [merged(others, a, [shared, onlyA, gone]), merged(others, b, [shared, gone, onlyB])]
  const y = run('MatMul', [rowsOfA, columnsOfA])
  const letters = [...shared, ...onlyA, ...onlyB]
  const isApart = onlyA.length === 1 && onlyB.length === 1
  const lengths = [...lengthsOf(a, onlyA), ...lengthsOf(b, onlyB)]
  return { x: isApart ? y : apart(others, y, { letters, lengths }), letters }
}

const lengthsOf = ({ x, letters }: Lettered, some: readonly string[]): number[] =>
  some.map((letter) => x.tensor.shape[letters.indexOf(letter)]!)

/** The first letters as axes, and the others as two axes more. */
function merged(others: Multiplying, term: Lettered, groups: readonly [string[], string[], string[]]): Known {
  const { run, known, open } = others
  const { x } = ordered(others, term, groups.flat())
  const last = groups.slice(1)
  if (last.every(({ length }) => length === 1)) return x
  const lengths = last.map((group) => lengthsOf(term, group).reduce((a, b) => a * b, 1))
  const at = last.findIndex((group) => group.some((letter) => open.has(letter)))
  return run('Reshape', [
    x,
    known([...groups[0].map(() => 0), ...lengths.map((one, i) => (i === at ? -1 : one))], 'int64'),
  ])
}

/** The last two axes as those that they were made of, whose lengths these are. */
function apart(
  { run, known, open }: Multiplying,
  y: Known,
  { letters, lengths }: { readonly letters: readonly string[]; readonly lengths: readonly number[] },
): Known {
  const shared = letters.length - lengths.length
  const at = letters.slice(shared).findIndex((letter) => open.has(letter))
  return run('Reshape', [y, known([...zerosOf(shared), ...lengths.map((one, i) => (i === at ? -1 : one))], 'int64')])
}

export const einsums: Operators = { Einsum: { compose: einsum, fixed: noAxes, takesSeveral: true } }
