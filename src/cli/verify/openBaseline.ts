import { resolve } from 'node:path'
import { OvershootError } from '../../errors.ts'
import { type Gate, openGate } from '../../report/baseline/gate.ts'
import type { Io } from '../terminal/io.ts'
import { flagOf, type OptionValues } from '../options/optionTable.ts'

/**
 * Reads the baseline that the options name, before any work is done; undefined where they name none.
 * @throws USAGE for options that need one, and for a file that would hold something else too; what `openGate` throws
 */
export async function openBaseline(options: OptionValues, { environment }: Io): Promise<Gate | undefined> {
  const { baseline, updateBaseline = false, growth } = options
  if (baseline === undefined) {
    const needsOne = updateBaseline ? 'updateBaseline' : growth === undefined ? undefined : 'growth'
    if (needsOne !== undefined) throw new OvershootError('USAGE', `${flagOf(needsOne)}: expected --baseline beside it`)
    return undefined
  }
  for (const name of ['json', 'html'] as const)
    if (options[name] !== undefined && resolve(options[name]) === resolve(baseline))
      throw new OvershootError('USAGE', `--baseline: expected a file of its own, received that of ${flagOf(name)}`)
  return openGate({
    path: baseline,
    file: baseline,
    growth,
    update: updateBaseline,
    mayRecord: !isCi(environment),
    howToUpdate: flagOf('updateBaseline'),
  })
}

/** As CI services say it, and as people take it back. */
function isCi(environment: Io['environment']): boolean {
  return !['', '0', 'false'].includes(environment['CI'] ?? '')
}
