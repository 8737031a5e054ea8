import type { Example, Shrinking, Verdict, Matter } from '../../../claim/verdict.ts'
import { describeOutputs, judgedWord } from '../../../claim/judgedWord.ts'
import { formatExact } from '../../formatNumber.ts'
import { partsBar } from '../chart/partsBar.ts'
import { shrinkChart } from '../chart/shrinkChart.ts'
import { type Html, html } from '../html/html.ts'
import { exampleInput } from './exampleInput.ts'
import { statusBadge } from './statusBadge.ts'
import { figureTable } from './figureTable.ts'
import { letterNames, placesOf } from './letters.ts'

/** One counterexample or witness: its numbers, its output and the parts of it, how it was shrunk, how to replay it. */
export function exampleCard(
  verdict: Verdict,
  claimId: string,
  id: string,
  alphabets: Readonly<Record<string, string>>,
): Html | undefined {
  const { claim, holds, claimed, counterexample, witness, parts, shrinking, replay, domains } = verdict
  const example = counterexample ?? witness
  if (!example) return undefined
  const kind = counterexample ? 'Counterexample' : 'Witness'
  return html`<article class="card" id="${id}" aria-labelledby="${id}-title">
    <div class="what">
      <p class="kicker">${kind} <code>${example.id}</code></p>
      <h3 id="${id}-title">
        <a href="#${claimId}"><bdi>${claim}</bdi></a>
      </h3>
      <p>${statusBadge(verdict)}</p>
      <p class="output">
        <span>${judgedWord(example)}</span> <output>${formatExact(example.output)}</output>
        <span class="holds">claimed: <bdi>${holds}</bdi></span>
      </p>
      ${example.outputs && html`<p class="outputs">${describeOutputs(example)}</p>`}
      ${parts && partsOf(parts, example.output, claimed)}
      ${replay !== undefined && html`<div class="replay"><code class="command">${replay}</code></div>`}
    </div>
    <div class="how">
      <div class="inputs">
        ${Object.entries(example.inputs).map(([name, values]) => {
          const matters = shrinking?.matters.filter(({ input }) => input === name) ?? []
          return exampleInput(name, values, domains[name], alphabets[name], matters)
        })}
      </div>
      ${shrinking && mattersTable(shrinking.matters, example, domains, alphabets)} ${shrunk(example, shrinking)}
    </div>
  </article>`
}

/** Relative error that a few additions in float32 can have. */
const ROUNDINGS = 1e-5

/** The parts one after the other; what is claimed of the output can be drawn only where the output is their sum. */
function partsOf(parts: Readonly<Record<string, number>>, output: number, claimed: Verdict['claimed']): Html {
  const values = Object.values(parts)
  const sum = values.reduce((total, value) => total + value, 0)
  const size = values.reduce((total, value) => total + Math.abs(value), 0)
  const isOutput = sum === output || Math.abs(sum - output) <= ROUNDINGS * size
  return html`<figure class="parts">
    <figcaption>
      ${Object.entries(parts).map(
        ([name, value], i) =>
          html`<span class="key"><i class="swatch part-${i % 2}"></i> <bdi>${name}</bdi> ${formatExact(value)}</span> `,
      )}${!isOutput && html`<span class="later">Their sum enters the last activation.</span>`}
    </figcaption>
    ${partsBar(parts, isOutput ? claimed : undefined)}
  </figure>`
}

/** How far the example is from the simplest input, how it got there, and whether it could get nearer. */
function shrunk({ minimal, distance }: Example, shrinking: Shrinking | undefined): Html {
  const path = shrinking?.path ?? []
  const [first, last] = [path[0], path.at(-1)]
  const differs =
    distance === 0
      ? 'It is the simplest input'
      : `It differs from the simplest input in ${distance} ${distance === 1 ? 'place' : 'places'}`
  return html`<div class="shrinking">
    <p>
      ${differs}; ${minimal ? 'minimal: no single step makes it simpler.' : 'not known to be minimal.'}
      ${first && last && path.length > 1 && html` The first hit differed in ${first.distance} and gave ${formatExact(first.output)}; ${path.length - 1} ${path.length === 2 ? 'step' : 'steps'} of shrinking led to ${formatExact(last.output)}.`}
    </p>
    ${path.length > 1 && shrinkChart(path)}
  </div>`
}

const SHOWN = 8

/** What each number or letter that is left does: the output with the simplest one in its place. */
function mattersTable(
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
