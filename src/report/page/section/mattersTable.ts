import type { Example, Matter, Verdict } from '../../../claim/verdict.ts'
import { formatExact } from '../../formatNumber.ts'
import { type Html, html } from '../html/html.ts'
import { figureTable } from './figureTable.ts'
import { letterNames, placesOf } from './letters.ts'

const SHOWN = 8

/** What each number or letter that is left does: the output with the simplest one in its place. */
export function mattersTable(
  matters: readonly Matter[],
  { inputs, output }: Example,
  domains: Verdict['domains'],
  alphabets: Readonly<Record<string, string>>,
): Html | undefined {
  if (matters.length === 0) return undefined
  const rows = matters.slice(0, SHOWN).map(({ input, index, value, simplest, without }) => {
    const shape = domains[input]?.shape ?? []
    const names = placesOf(inputs[input] ?? [], shape) && letterNames(shape[1]!, alphabets[input])
    const write = (one: number) => names?.[one]?.trim() ?? formatExact(one)
    const single = inputs[input]?.length === 1
    return [single ? input : `${input} ${index + 1}`, write(value), write(simplest), formatExact(without)]
  })
  const more = matters.length > SHOWN ? `, the first ${SHOWN} of ${matters.length}` : ''
  return html`${figureTable({
    caption: `Each is needed${more}: the output with the simplest one in its place is no longer ${formatExact(output)}`,
    columns: ['what', 'here', 'simplest', 'output then'],
    rows,
  })}`
}
