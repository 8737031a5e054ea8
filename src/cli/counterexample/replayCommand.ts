import { toBits32, toBits64 } from '../../numeric/float32.ts'
import { describeOutputs, judgedWord } from '../../claim/judgedWord.ts'
import { OvershootError } from '../../errors.ts'
import { printJson } from '../../files/printJson.ts'
import { formatExact } from '../../report/index.ts'
import type { Replay } from '../../search/corpus/replay.ts'
import { fromTestSource } from '../../search/corpus/testSource.ts'
import { fromSource } from '../check/checkSource.ts'
import type { Command } from '../command.ts'
import { exitCodes } from '../exitCodes.ts'
import { formatInput } from '../../report/formatInput.ts'
import type { OptionValues } from '../options/optionTable.ts'
import { checkPlaces, tellFields } from '../terminal/places.ts'
import type { Field } from '../terminal/printFields.ts'
import { readSource } from '../module/readSource.ts'
import {
  counterexampleArguments,
  counterexampleOptions,
  loadClaimOf,
  reopenCounterexample,
  startBackend,
} from './reopenCounterexample.ts'

/**
 * `overshoot replay <id|file> [module]`: computes a stored counterexample anew, alone; exit code 1 if it still fails.
 */
export const replayCommand: Command = {
  name: 'replay',
  arguments: counterexampleArguments,
  doc: 'compute a stored counterexample anew, alone: exit with 1 if it still fails, 0 if it is fixed',
  options: counterexampleOptions,
  async run(args, options: OptionValues, io) {
    await checkPlaces(options)
    const reopened = await reopenCounterexample(args, options)
    const { stored, source } = reopened
    if (source === undefined)
      throw new OvershootError(
        'USAGE',
        `counterexample ${stored.id} was stored without the module that states its claim: give it as the second argument`,
      )
    const test = fromTestSource(source)
    if (test !== undefined) {
      if (options.json !== undefined)
        throw new OvershootError(
          'USAGE',
          'a counterexample that a test found is replayed by vitest, which has its own reporters: leave --json out',
        )
      return (await import('./replayTest.ts')).replayTest(test, stored, io)
    }
    if (fromSource(source) === undefined) await readSource(source)
    await startBackend(stored, options, io)
    const { claim } = await loadClaimOf(reopened, source)
    const [{ backendDescription, currentBackend }, { partsOf }, { replay }, { nothingObserved }] = await Promise.all([
      import('../../backend/useBackend.ts'),
      import('../../search/example.ts'),
      import('../../search/corpus/replay.ts'),
      import('../../search/observed.ts'),
    ])
    const result = replay(claim, stored, nothingObserved(), currentBackend())
    if ('misfit' in result)
      throw new OvershootError('COUNTEREXAMPLE_UNREADABLE', `counterexample ${stored.id}: ${result.misfit}`)
    const parts = partsOf(claim, result.point)
    const fields = describe(result, { parts, backend: backendDescription() })
    const json = printJson(plain(result, { parts, backend: currentBackend() }))
    await tellFields(fields, json, options, io)
    return result.fails ? exitCodes.failed : exitCodes.passed
  },
}

/** Of a float32 output, or of a float64 margin. */
function bitsOf({
  output,
  outputs,
}: {
  readonly output: number
  readonly outputs?: readonly number[] | undefined
}): string {
  return outputs === undefined ? toBits32(output) : toBits64(output)
}

interface Circumstances {
  readonly parts: Readonly<Record<string, number>> | undefined
  readonly backend: string
}

function describe(
  { stored, output, outputs, fails, modelChanged }: Replay,
  { parts, backend }: Circumstances,
): Field[] {
  const bits = bitsOf({ output, outputs })
  const same = bitsOf(stored) === bits
  const before = `${formatExact(stored.output)} (bits ${bitsOf(stored)}) on ${stored.versions.backend}`
  const sum = Object.entries(parts ?? {}).map(([name, value]) => `${name} ${formatExact(value)}`)
  const beside = sum.length > 0 ? `of ${sum.join(', ')}` : outputs && describeOutputs({ outputs: [...outputs] })
  return [
    ['counterexample', stored.id],
    ['claim', `${stored.claim}: ${stored.holds}`],
    ['backend', backend],
    ...stored.inputs.map((input): Field => [input.name, formatInput(input)]),
    [judgedWord({ outputs }), `${formatExact(output)} (bits ${bits})${beside === undefined ? '' : `, ${beside}`}`],
    ['stored', same ? `the same bits, on ${stored.versions.backend}` : before],
    ...(modelChanged ? [['model', 'has changed since the counterexample was found'] as const] : []),
    ['', ''],
    ['verdict', fails ? 'still a counterexample: the claim is refuted' : 'fixed: a counterexample no more'],
  ]
}

function plain({ stored, output, outputs, fails, modelChanged }: Replay, { parts, backend }: Circumstances): object {
  return {
    id: stored.id,
    claim: stored.claim,
    holds: stored.holds,
    fails,
    inputs: Object.fromEntries(stored.inputs.map(({ name, values }) => [name, Array.from(values)])),
    output,
    outputs,
    bits: bitsOf({ output, outputs }),
    stored: { output: stored.output, bits: bitsOf(stored), backend: stored.backend },
    modelChanged,
    parts,
    backend,
  }
}
