import { checkDistinct } from '../../report/baseline/baseline.ts'
import { DEFAULT_CORPUS } from '../../search/corpus/readCorpus.ts'
import { chooseBackend, type Preference } from '../backend/chooseBackend.ts'
import { decideAll } from './decideAll.ts'
import type { ExitCode } from '../exitCodes.ts'
import type { Io } from '../terminal/io.ts'
import { keptLine } from './keptLine.ts'
import type { OptionName, OptionValues } from '../options/optionTable.ts'
import { openBaseline } from './openBaseline.ts'
import { readSource } from '../module/readSource.ts'
import type { Subject } from './subject.ts'
import { checkPlaces, forPeople } from '../terminal/places.ts'
import { tellVerdicts } from './tellVerdicts.ts'

/** The options that `verifyClaims` heeds. */
// prettier-ignore
export const verifyOptions: readonly OptionName[] = [
  'json', 'html', 'seed', 'cases', 'regions', 'seconds', 'backend', 'strict', 'corpus', 'certificates', 'tight',
  'baseline', 'updateBaseline', 'growth',
]

/** What claims come from. */
export interface VerifiedSource extends Preference {
  /** Those that `load` will import: one that is missing is told before a backend starts. */
  readonly modules?: readonly string[]
}

/**
 * Starts the backend that the options ask for, loads the claims, decides each and reports, as `tellVerdicts` does. An
 * error that ends the work on one claim ends it on that claim only.
 * @throws what `load` throws; before any work is done FILE_UNWRITABLE, CLAIMS_MODULE_UNREADABLE, and what
 * `openBaseline` throws; before claims are decided BASELINE_AMBIGUOUS
 */
export async function verifyClaims(
  load: () => Promise<Subject>,
  options: OptionValues,
  io: Io,
  { modules = [], ...preference }: VerifiedSource = {},
): Promise<ExitCode> {
  await checkPlaces(options)
  const gate = await openBaseline(options, io)
  for (const path of modules) await readSource(path)
  // Loading tfjs takes longer than to answer a wrong argument.
  const { backendDescription } = await import('../../backend/useBackend.ts')
  await chooseBackend(options.backend, io, preference)
  const out = forPeople(options, io)
  out.write(`backend ${backendDescription()}, seed ${options.seed ?? 0}\n\n`)
  const subject = await load()
  if (gate) checkDistinct([...subject.claims.map(({ name }) => ({ claim: name })), ...(subject.decided ?? [])])
  if (subject.before !== undefined) out.write(`${subject.before}\n\n`)
  const { verdicts: own, failed } = await decideAll(subject, options, io)
  const verdicts = [...own, ...(subject.decided ?? [])]
  const told = {
    verdicts,
    failed,
    gate,
    kept: keptLine(own, options.corpus || DEFAULT_CORPUS),
    after: () => subject.after?.(verdicts),
    json: () => subject.json?.(verdicts),
    page: async () => (await import('../../report/collectReport.ts')).collectReport(subject, own),
  }
  return tellVerdicts(told, options, io)
}
