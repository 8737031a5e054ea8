import { splitColumns } from './columnsSpelling.ts'
import { defined } from '../../defined.ts'
import { readNumber } from './readNumber.ts'

/** Rows of a table, and how far from them: `rows.csv:0.1`, `rows.csv#first..last:0.1`. */
export interface AroundSpelling {
  readonly path: string
  readonly columns?: string
  readonly radius: number
}

/** Reads what --around takes. @throws Error that says what is wrong */
export function parseAround(text: string): AroundSpelling {
  const at = text.lastIndexOf(':')
  const radius = readNumber(text.slice(at + 1))
  const { path, columns } = splitColumns(text.slice(0, Math.max(0, at)))
  if (path === '' || radius === undefined) throw new Error('expected a table and a radius, as in rows.csv:0.1')
  if (radius < 0) throw new Error(`a radius is at least 0: write ${text.slice(0, at)}:${-radius}`)
  return { path, radius, ...defined({ columns }) }
}
