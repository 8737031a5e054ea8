import type { Verdict } from '../claim/verdict.ts'
import { OvershootError } from '../errors.ts'
import { checkDistinct } from '../report/baseline/baseline.ts'
import { DEFAULT_CORPUS } from '../search/corpus/readCorpus.ts'
import { chooseBackend } from './chooseBackend.ts'
import { storedSource } from './check/checkSource.ts'
import type { ExitCode } from './exitCodes.ts'
import type { Io } from './io.ts'
import { keptLine } from './keptLine.ts'
import type { OptionName, OptionValues } from './optionTable.ts'
import { openBaseline } from './openBaseline.ts'
import { progressLine } from './progressLine.ts'
import { readSource } from './readSource.ts'
import type { Subject } from './subject.ts'
import { checkPlaces, forPeople, tellVerdicts } from './tellVerdicts.ts'

/** The options that `verifyClaims` heeds. */
// prettier-ignore
export const verifyOptions: readonly OptionName[] = [
  'json', 'html', 'seed', 'cases', 'regions', 'seconds', 'backend', 'strict', 'corpus', 'certificates', 'tight',
  'baseline', 'updateBaseline', 'growth',
]

/**
 * Starts the backend that the options ask for, loads the claims, decides each and reports, as `tellVerdicts` does.
 * @param modules those that `load` will import: one that is missing is told before a backend starts
 * @throws what `load` throws; before any work is done FILE_UNWRITABLE, CLAIMS_MODULE_UNREADABLE, and what `openBaseline` throws; before claims are decided
 * BASELINE_AMBIGUOUS
 */
export async function verifyClaims(
  load: () => Promise<Subject>,
  options: OptionValues,
  io: Io,
  modules: readonly string[] = [],
): Promise<ExitCode> {
  await checkPlaces(options)
  const gate = await openBaseline(options, io)
  for (const path of modules) await readSource(path)
  // Loading tfjs takes longer than to answer a wrong argument.
  const { backendDescription } = await import('../backend/useBackend.ts')
  await chooseBackend(options.backend, io)
  const out = forPeople(options, io)
  out.write(`backend ${backendDescription()}, seed ${options.seed ?? 0}\n\n`)
  const subject = await load()
  if (gate) checkDistinct([...subject.claims.map(({ name }) => ({ claim: name })), ...(subject.decided ?? [])])
  if (subject.before !== undefined) out.write(`${subject.before}\n\n`)
  const own = await verifyAll(subject, options, io)
  const verdicts = [...own, ...(subject.decided ?? [])]
  const told = {
    verdicts,
    gate,
    kept: keptLine(own, options.corpus || DEFAULT_CORPUS),
    after: () => subject.after?.(verdicts),
    json: () => subject.json?.(verdicts),
    page: async () => (await import('./collectReport.ts')).collectReport(subject, own),
  }
  return tellVerdicts(told, options, io)
}

async function verifyAll(subject: Subject, options: OptionValues, io: Io): Promise<Verdict[]> {
  const { claims } = subject
  const { seed, cases, regions, seconds, corpus = DEFAULT_CORPUS, certificates, tight } = options
  const { verify } = await import('../verify.ts')
  const progress = progressLine(io.stderr)
  const verdicts: Verdict[] = []
  const { signal } = io
  try {
    for (const [i, claim] of claims.entries()) {
      if (signal?.aborted) break
      const verdict = await verify(claim, {
        ...(seed !== undefined && { seed }),
        ...(cases !== undefined && { cases }),
        ...(regions !== undefined && { regions }),
        ...(seconds !== undefined && { seconds }),
        ...(signal && { signal }),
        ...(subject.source && { source: storedSource(subject.source(claim)) }),
        ...(certificates !== undefined && { certificates }),
        ...(tight !== undefined && { tight }),
        corpus,
        onProgress: (now) => progress.show(now, `${i + 1}/${claims.length}`),
      })
      verdicts.push(verdict)
      if (subject.isEnough?.(verdicts)) break
    }
  } catch (error) {
    // The claim at hand was not begun; the verdicts on those before it are there to be told.
    if (!(signal?.aborted && error instanceof OvershootError && error.code === 'NOTHING_COMPUTED')) throw error
  } finally {
    progress.clear()
  }
  return verdicts
}
