/**
 * Measures how far a function computed in float32 on a backend is from the real one, by trying all 2^32 float32 inputs,
 * and writes that to `fixtures/activations/<function>-<backend>.json`, from which `bench/activationsTable.ts` makes the
 * prover's table.
 *
 *   npx jiti bench/activations.ts sigmoid native
 *
 * A third argument, `partly`, tries those between 2^-30 and 2^8 in size, and of the others a sample: far quicker, for
 * wasm and cpu.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { type BackendName, backendNames } from '../src/backend/name.ts'
import { backendDescription, useBackend } from '../src/backend/useBackend.ts'
import { shortest32 } from '../src/numeric/float32.ts'
import { measuredKernels } from '../src/functions/errors/measuredKernels.ts'
import type { MeasuredName } from '../src/functions/errors/measured.ts'
import { measureActivation, type Threshold, type Way } from './activationsMeasure.ts'
import { type Findings, floatOf, join } from './activationsFindings.ts'

const [name, backend, partly] = process.argv.slice(2) as [MeasuredName, BackendName, string?]
if (!(name in measuredKernels) || !backendNames.includes(backend) || (partly !== undefined && backend === 'native'))
  throw new Error(`usage: activations ${Object.keys(measuredKernels).join('|')} ${backendNames.join('|')} [partly]`)

await useBackend(backend)
const { enumerated, sampled, seconds } = await measureActivation(name, backend, partly === 'partly')
writeFileSync(
  `fixtures/activations/${name}-${backend}.json`,
  text({
    function: name,
    backend: backendDescription(),
    cpu: cpus()[0]?.model,
    cpuFeatures: cpuFeatures().join(' '),
    node: process.version,
    date: new Date().toISOString().slice(0, 10),
    seconds: { enumerated: Math.round(seconds.enumerated), all: Math.round(seconds.all) },
    thresholdColumns: 'limit, input nearest to 0 with this result, input from which on all have it, others between',
    rowColumns:
      'inputs from, to, how many, relative error, absolute error where |F| < 2^-125, absolute error, least, greatest result, NaN results, falls',
    enumerated: plain(enumerated, true),
    ...(sampled === undefined ? {} : { sampled: plain(sampled, false) }),
  }),
)

function plain({ findings, thresholds }: Way, withFalls: boolean): object {
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

function text(content: object): string {
  return `${JSON.stringify(content, null, 1)
    .replace(/\n {4,}/g, ' ')
    .replace(/\n {3}\]/g, ' ]')
    .replace(/\[\s+/g, '[')
    .replace(/\s+\]/g, ']')}\n`
}

function cpuFeatures(): string[] {
  try {
    const flags = /^flags\s*:(.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1] ?? ''
    return flags.split(' ').filter((flag) => /^(sse|ssse|avx|fma|amx|f16c)/.test(flag))
  } catch {
    return []
  }
}
