import { relative, sep } from 'node:path'
import type { Claim } from '../claim/claim.ts'
import { explainVerdict } from '../claim/explainVerdict.ts'
import type { Verdict } from '../claim/verdict.ts'
import { DEFAULT_CORPUS } from '../search/corpus/readCorpus.ts'
import { checkWritable, terminalTable, toJson, wantsColour, writeReport } from '../report/index.ts'
import { exitCodeFor, exitCodes, type ExitCode } from './exitCodes.ts'
import type { Io } from './io.ts'
import type { OptionName, OptionValues } from './optionTable.ts'
import { progressLine } from './progressLine.ts'

/** The options that `verifyClaims` heeds. */
// prettier-ignore
export const verifyOptions: readonly OptionName[] = [
  'json', 'seed', 'cases', 'regions', 'seconds', 'backend', 'strict', 'corpus', 'certificates', 'tight',
]

/** What to decide, and what else to say about it. */
export interface Subject {
  readonly claims: readonly Claim[]
  /** The module that states a claim: the one to replay its counterexamples with. */
  source?(claim: Claim): string
  /** Printed above the verdict table. */
  readonly before?: string
  /** Printed below it. */
  after?(verdicts: readonly Verdict[]): string
  /** Stands in the JSON beside `verdicts`. */
  json?(verdicts: readonly Verdict[]): Readonly<Record<string, unknown>>
}

/**
 * Starts the backend that the options ask for, loads the claims, decides each and reports: the table for people, JSON where it
 * is asked for. With `--json -` standard output holds nothing but JSON.
 * @throws what `load` throws; FILE_UNWRITABLE before any work is done
 */
export async function verifyClaims(load: () => Promise<Subject>, options: OptionValues, io: Io): Promise<ExitCode> {
  const { json, backend, strict = false } = options
  if (json !== undefined && json !== '-') await checkWritable(json)
  // Loading tfjs takes longer than to answer a wrong argument.
  const { backendDescription, useBackend } = await import('../backend/useBackend.ts')
  await useBackend(backend)
  const forPeople = json === '-' ? io.stderr : io.stdout
  forPeople.write(`backend ${backendDescription()}, seed ${options.seed ?? 0}\n\n`)
  const subject = await load()
  if (subject.before !== undefined) forPeople.write(`${subject.before}\n\n`)
  const verdicts = await verifyAll(subject, options, io)
  const colour = wantsColour(forPeople, io.environment)
  forPeople.write(`${terminalTable(verdicts, { columns: forPeople.columns ?? 100, colour })}\n`)
  for (const verdict of verdicts.filter(({ passed }) => !passed)) forPeople.write(`\n${explainVerdict(verdict)}\n`)
  if (io.signal?.aborted) {
    io.stderr.write('overshoot: interrupted: claims are missing above, and no JSON was written\n')
    return exitCodes.interrupted
  }
  if (subject.after) forPeople.write(`\n${subject.after(verdicts)}\n`)
  const text = toJson({ verdicts, ...subject.json?.(verdicts) })
  if (json === '-') io.stdout.write(text)
  else if (json !== undefined) await writeReport(json, text)
  return exitCodeFor(verdicts, { strict })
}

async function verifyAll(subject: Subject, options: OptionValues, io: Io): Promise<Verdict[]> {
  const { claims } = subject
  const { seed, cases, regions, seconds, corpus = DEFAULT_CORPUS, certificates, tight } = options
  const { verify } = await import('../verify.ts')
  const progress = progressLine(io.stderr)
  const verdicts: Verdict[] = []
  try {
    for (const [i, claim] of claims.entries()) {
      if (io.signal?.aborted) break
      const verdict = await verify(claim, {
        ...(seed !== undefined && { seed }),
        ...(cases !== undefined && { cases }),
        ...(regions !== undefined && { regions }),
        ...(seconds !== undefined && { seconds }),
        ...(io.signal && { signal: io.signal }),
        ...(subject.source && { source: portable(subject.source(claim)) }),
        ...(certificates !== undefined && { certificates }),
        ...(tight !== undefined && { tight }),
        corpus,
        onProgress: (now) => progress.show(now, `${i + 1}/${claims.length}`),
      })
      verdicts.push(verdict)
    }
  } finally {
    progress.clear()
  }
  return verdicts
}

/** A path as it is written in stored files: from here, with slashes. */
function portable(path: string): string {
  return relative('', path).split(sep).join('/')
}
