/** How many names are told. */
const TOLD = 3

/**
 * Those of the known names that a misspelt one may have meant, the nearest first: those with the least edits, at most
 * one for each three letters (two letters changing places are one), capitals aside.
 */
export function nearNames(name: string, known: readonly string[]): string[] {
  const most = Math.max(1, Math.floor(name.length / 3))
  return known
    .map((one) => ({ one, edits: editsBetween(name.toLowerCase(), one.toLowerCase()) }))
    .filter((near) => near.edits <= most)
    .sort((a, b) => a.edits - b.edits)
    .filter(({ edits }, _, [first]) => edits <= first!.edits + 1)
    .slice(0, TOLD)
    .map(({ one }) => one)
}

/**
 * Letters put in, left out, replaced, or two neighbours exchanged, to make one word of another (optimal string
 * alignment).
 */
function editsBetween(from: string, to: string): number {
  const rows = [Array.from({ length: to.length + 1 }, (_, j) => j)]
  for (let i = 1; i <= from.length; i++) {
    const [above, row] = [rows[i - 1]!, [i]]
    for (let j = 1; j <= to.length; j++) {
      const replaced = above[j - 1]! + Number(from[i - 1] !== to[j - 1])
      const exchanged = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1]
      row.push(
        Math.min(
          above[j]! + 1,
          row[j - 1]! + 1,
          replaced,
          exchanged ? rows[i - 2]![j - 2]! + 1 : Number.POSITIVE_INFINITY,
        ),
      )
    }
    rows.push(row)
  }
  return rows[from.length]![to.length]!
}
