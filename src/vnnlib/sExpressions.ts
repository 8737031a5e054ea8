import { quoted } from '../files/brief.ts'
import type { Refuse } from './propertyError.ts'

/** What a text in parentheses is made of; `at` is where it begins in the text. */
export type Expression = Atom | List

/** A name, a number or an operator; a `"text"` or `[indices]` with what encloses it, the latter without spaces. */
export interface Atom {
  readonly kind: 'atom'
  readonly text: string
  readonly at: number
}

export interface List {
  readonly kind: 'list'
  readonly items: readonly Expression[]
  readonly at: number
}

/** Spaces, comments, parentheses, indices, texts, and what is left. */
const token = /[\s\uFEFF]+|;[^\n]*|[()]|\[[^\][()";]*\]|"[^"]*"|[^\s\uFEFF()[\]";]+/gy

/** Names, numbers and parentheses that a text may have: those of an image of 150,000 numbers are half as many. */
const MOST = 2 ** 22

/**
 * Reads a text of expressions in parentheses, however deep. Comments begin with a semicolon. @throws PROPERTY_INVALID,
 * PROPERTY_UNSUPPORTED
 */
export function readExpressions(text: string, refuse: Refuse): List[] {
  const top: Expression[] = []
  const open: { items: Expression[]; at: number }[] = []
  let count = 0
  for (let at = 0; at < text.length; at = token.lastIndex) {
    token.lastIndex = at
    const found = token.exec(text)?.[0]
    if (found === undefined) throw refuse(at, `nothing can begin with ${quoted(text[at]!)} here, or it never ends`)
    if (++count > 2 * MOST) throw refuse(at, `more than ${MOST} names and numbers`, 'PROPERTY_UNSUPPORTED')
    const items = open.at(-1)?.items ?? top
    if (found === '(') open.push({ items: [], at })
    else if (found === ')') {
      const closed = open.pop()
      if (closed === undefined) throw refuse(at, 'this parenthesis closes nothing')
      ;(open.at(-1)?.items ?? top).push({ kind: 'list', ...closed })
    } else if (!/^[\s\uFEFF;]/.test(found)) {
      const atom = found.startsWith('[') ? found.replaceAll(/\s+/g, '') : found
      items.push({ kind: 'atom', text: atom, at })
    }
  }
  const unclosed = open.at(-1)
  if (unclosed !== undefined) throw refuse(unclosed.at, 'this parenthesis is never closed')
  return top.map((one) => {
    if (one.kind === 'list') return one
    throw refuse(one.at, `expected a parenthesis, received ${quoted(one.text)}`)
  })
}

/** The name that an expression begins with, such as `assert`; undefined where it begins with none. */
export function headOf({ items: [first] }: List): string | undefined {
  return first?.kind === 'atom' ? first.text : undefined
}
