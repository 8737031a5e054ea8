import type { Example, Matter, Verdict } from '../../../claim/verdict.ts'
import { judgedWord } from '../../../claim/judgedWord.ts'
import { formatExact } from '../../formatNumber.ts'
import { type Html, html } from '../html/html.ts'
import { figureTable } from './figureTable.ts'
import { letterNames, placesOf } from './letters.ts'

const SHOWN = 8

/** What each number or letter that is left does: the output with the simplest one in its place. */
export function mattersTable(
  matters: readonly Matter[],
  { inputs, output, outputs }: Example,
  domains: Verdict['domains'],
  alphabets: Readonly<Record<string, string>>,
): Html | undefined {
  if (matters.length === 0) return undefined
  const rows = matters.slice(0, SHOWN).map(({ input, index, value, simplest, without }) => {
    const domain = domains[input]
    const letters = placesOf(inputs[input] ?? [], domain)
    const names = letters && letterNames(domain!.shape[1]!, alphabets[input])
    const write = (one: number) => names?.[one]?.trim() ?? formatExact(one)
    // Letters are counted from 1, as biologists do; numbers from 0, as in the program that replays them.
    const place = inputs[input]?.length === 1 ? input : letters ? `${input}, letter ${index + 1}` : `${input}[${index}]`
    return [place, write(value), write(simplest), formatExact(without)]
  })
  const which = matters.length > SHOWN ? `The ${SHOWN} of ${matters.length} that matter most` : 'What each one matters'
  return html`${figureTable({
    caption: `${which}: the ${judgedWord({ outputs })} with the simplest one in its place, instead of ${formatExact(output)}`,
    columns: ['what', 'here', 'simplest', `${judgedWord({ outputs })} then`],
    rows,
  })}`
}
