import { type Colour, painter } from '../paint.ts'
import { onOneLine } from '../textWidth.ts'
import { wrapText } from '../wrapText.ts'
import type { Change } from './compareBaseline.ts'

const looks: Readonly<Record<Change['kind'], { sign: string; colour: Colour; title: string }>> = {
  worse: { sign: '✗', colour: 'red', title: 'worse than the baseline' },
  better: { sign: '✓', colour: 'green', title: 'better than the baseline (--update-baseline records it)' },
  new: { sign: '+', colour: 'yellow', title: 'not in the baseline yet (--update-baseline records it)' },
}

/** What has changed since the baseline, from what to what and why, worse first; one line where nothing has. Ends without a newline. */
export function formatChanges(
  changes: readonly Change[],
  { columns = 100, colour = false }: { columns?: number; colour?: boolean } = {},
): string {
  if (changes.length === 0) return 'baseline: nothing has changed'
  const paint = painter(colour)
  const kinds = (['worse', 'better', 'new'] as const).filter((kind) => changes.some((change) => change.kind === kind))
  return kinds
    .flatMap((kind) => {
      const { sign, colour: one, title } = looks[kind]
      const own = changes.filter((change) => change.kind === kind)
      const lines = own.flatMap((change) => wrapText(`  ${sign} ${describe(change)}`, columns, { indent: '    ' }))
      return [paint('bold', `${own.length} ${title}`), ...lines.map((line) => paint(one, line))]
    })
    .join('\n')
}

function describe({ claim, what, from, to, why }: Change): string {
  const ends = [from, to].filter((end) => end !== undefined).join(' → ')
  return onOneLine(`${claim}: ${what}${ends === '' ? '' : ` ${ends}`} (${why})`)
}
