/** One line of a benchmark's table. */
export interface Row {
  readonly what: string
  readonly value: number
  readonly unit: string
  readonly target?: string
}

/**
 * Runs `work`, which resolves to how many things it did, once to warm up and three times for the best rate a second.
 */
export async function measure(work: () => Promise<number>): Promise<number> {
  await work()
  let best = 0
  for (let run = 0; run < 3; run++) {
    const started = performance.now()
    const done = await work()
    best = Math.max(best, done / ((performance.now() - started) / 1000))
  }
  return best
}

/** The rows as an aligned table. */
export function tableOf(rows: readonly Row[]): string {
  const cells = rows.map(({ what, value, unit, target }) => [what, spell(value), unit, target ?? ''])
  const widths = [0, 1, 2].map((i) => Math.max(...cells.map((row) => row[i]!.length)))
  return cells
    .map(([what, value, unit, target]) =>
      [what!.padEnd(widths[0]!), value!.padStart(widths[1]!), unit!.padEnd(widths[2]!), target].join('  ').trimEnd(),
    )
    .join('\n')
}

function spell(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toPrecision(4)
}
