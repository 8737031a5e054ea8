import type { Matter } from '../../../claim/verdict.ts'
import { type Html, html } from '../html/html.ts'

const GROUP = 10
/** Longer sequences show their ends and what matters. */
const MOST = 3000

/**
 * A sequence in groups of ten with the position of each group; letters that matter are marked, the first of the
 * alphabet pale.
 */
export function lettersStrip(places: readonly number[], names: readonly string[], matters: readonly Matter[]): Html {
  const marked = new Set(matters.map(({ index }) => index))
  const shown = places.slice(0, MOST)
  const groups = Array.from({ length: Math.ceil(shown.length / GROUP) }, (_, i) =>
    shown.slice(i * GROUP, (i + 1) * GROUP),
  )
  const left = places.length - shown.length
  return html`<p class="letters">
      ${groups.map(
        (group, i) =>
          html`<span class="group" data-from="${i * GROUP + 1}">${letters(group, i * GROUP, names, marked)}</span> `,
      )}${left > 0 && html`<span class="left">and ${left} more letters</span>`}
    </p>
    ${motif(places, names, marked)}`
}

/** Runs of like letters are one element each. */
function letters(
  group: readonly number[],
  from: number,
  names: readonly string[],
  marked: ReadonlySet<number>,
): Html[] {
  const runs: { text: string; kind: 'mark' | 'pale' | 'plain' }[] = []
  group.forEach((place, i) => {
    const kind = marked.has(from + i) ? 'mark' : place === 0 ? 'pale' : 'plain'
    const last = runs.at(-1)
    if (last?.kind === kind) last.text += names[place]!
    else runs.push({ text: names[place]!, kind })
  })
  return runs.map(({ text, kind }) =>
    kind === 'mark'
      ? html`<mark>${text}</mark>`
      : kind === 'pale'
        ? html`<span class="pale">${text}</span>`
        : html`${text}`,
  )
}

/** The stretch from the first to the last letter that matters, a dot for those that do not. */
function motif(places: readonly number[], names: readonly string[], marked: ReadonlySet<number>): Html | undefined {
  if (marked.size === 0) return undefined
  const [first, last] = [Math.min(...marked), Math.max(...marked)]
  const stretch = places.slice(first, last + 1).map((place, i) => (marked.has(first + i) ? names[place]! : '·'))
  return html`<p class="motif">
    The motif that matters: <b>${stretch.join('').slice(0, 200)}</b>, from letter ${first + 1} to ${last + 1}
    (underlined; dots: as in the simplest input).
  </p>`
}
