import type { Claim } from '../../claim/claim.ts'
import { OvershootError } from '../../errors.ts'
import { brief } from '../../files/brief.ts'
import { fromSource } from '../check/checkSource.ts'
import type { Io } from '../terminal/io.ts'
import type { OptionValues } from '../options/optionTable.ts'

/** What states claims: a module, or what `overshoot check` was asked. */
export interface OpenedSource {
  readonly claims: readonly Claim[]
  /** Real rows, unchecked: see `ClaimsData`. */
  readonly data: unknown
}

/**
 * Loads the claims of a source: the path of a module, or the command line of a check as counterexamples keep it. A
 * backend must run already.
 * @throws as `loadModule`, or as `loadCheck`; USAGE for a command line that is none
 */
export async function openSource(source: string): Promise<OpenedSource> {
  const argv = fromSource(source)
  if (argv === undefined) return (await import('./loadModule.ts')).loadModule(source)
  const [{ loadCheck }, request] = await Promise.all([import('../check/loadCheck.ts'), requestOf(source, argv)])
  const { claims, data } = await loadCheck(request)
  return { claims, data }
}

/** What the program would take from these arguments. */
async function requestOf(source: string, argv: readonly string[]): Promise<{ model: string; options: OptionValues }> {
  const [{ runProgram }, { checkCommand }] = await Promise.all([
    import('../program.ts'),
    import('../check/checkCommand.ts'),
  ])
  let request: { model: string; options: OptionValues } | undefined
  const run = async ([model]: readonly string[], options: OptionValues) => {
    request = { model: model!, options }
    return 0 as const
  }
  const silent = { write: () => undefined }
  const io: Io = { stdout: silent, stderr: silent, environment: {} }
  await runProgram(argv, [{ ...checkCommand, run }], io)
  if (request !== undefined) return request
  throw new OvershootError('USAGE', `${brief(source)}: expected a command line that checks a model`)
}
