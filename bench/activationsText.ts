import { shortest32 } from '../src/numeric/float32.ts'
import type { Threshold, Way } from './activationsMeasure.ts'
import { type Findings, floatOf, join } from './activationsFindings.ts'

/** What was found on one way, as it is written. */
export function plain({ findings, thresholds }: Way, withFalls: boolean): object {
  const fallen = findings.filter(({ falls }) => falls > 0).flatMap((one) => [one.fallFirst, one.fallLast].map(floatOf))
  // Neighbours of which the larger has the smaller result.
  const falls = {
    count: findings.reduce((sum, one) => sum + one.falls, 0),
    between: fallen.length === 0 ? [] : [Math.min(...fallen), Math.max(...fallen)].map(spell),
  }
  return {
    thresholds: thresholds.map(({ limit, first, always, exceptions }: Threshold) =>
      [limit, floatOf(first), floatOf(always)].map(spell).concat(exceptions),
    ),
    ...(withFalls ? { falls } : {}),
    rows: joined(findings.filter(({ tried }) => tried > 0)).map(row),
  }
}

/**
 * Spans one after the other, the worst of both, where little changes: outside of 2^-30 to 2^8 up to 16 binades at once.
 */
function joined(findings: readonly Findings[]): Findings[] {
  const runs: Findings[] = []
  for (const one of findings) {
    const before = runs.at(-1)
    if (before !== undefined && before.last + 1 === one.first && area(before) === area(one)) {
      const next = { ...before, last: one.last }
      join(next, one)
      runs[runs.length - 1] = next
    } else runs.push(one)
  }
  return runs
}

/** Spans of the same area may be joined. */
function area({ first, min, max }: Findings): string {
  const exponent = ((first >>> 23) & 255) - 127
  const part = exponent >= -30 && exponent < 8 ? first : exponent >> 4
  return `${first >>> 31} ${part} ${min === max ? min : ''}`
}

function row(one: Findings): (number | string | null)[] {
  const ends = [floatOf(one.first), floatOf(one.last)].sort((a, b) => a - b)
  const errors = [one.relative, one.small, one.absolute].map((error) =>
    Number.isNaN(error) ? null : spell(roundUp(error)),
  )
  return [...ends.map(spell), one.tried, ...errors, spell(one.min), spell(one.max), one.nan, one.falls]
}

/** As JSON can say it. */
function spell(value: number): number | string {
  const short = shortest32(value) + 0
  return Number.isFinite(short) ? short : String(short)
}

/** To three digits. */
function roundUp(error: number): number {
  const rounded = Number(error.toPrecision(3))
  return rounded >= error ? rounded : Number((error * 1.005).toPrecision(3))
}

/** JSON in few lines. */
export function text(content: object): string {
  return `${JSON.stringify(content, null, 1)
    .replace(/\n {4,}/g, ' ')
    .replace(/\n {3}\]/g, ' ]')
    .replace(/\[\s+/g, '[')
    .replace(/\s+\]/g, ']')}\n`
}
