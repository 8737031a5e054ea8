import { OvershootError } from '../../errors.ts'
import { printJson } from '../../files/printJson.ts'
import type { StoredCounterexample } from '../../search/corpus/storedCounterexample.ts'
import type { Background } from './background.ts'
import { fromTestSource } from '../../search/corpus/testSource.ts'
import { fromSource } from '../check/checkSource.ts'
import type { Command } from '../command.ts'
import { exitCodes } from '../exitCodes.ts'
import { explainCounterexample } from './explainCounterexample.ts'
import type { Io } from '../terminal/io.ts'
import type { OptionValues } from '../options/optionTable.ts'
import { checkPlaces, tellFields } from '../terminal/places.ts'
import { readSource } from '../module/readSource.ts'
import {
  counterexampleArguments,
  counterexampleOptions,
  type Reopened,
  reopenCounterexample,
  startBackend,
} from './reopenCounterexample.ts'

/**
 * `overshoot explain <id|file> [module]`: what of a stored counterexample matters, how it was shrunk and which real row
 * is nearest. Most of that is in the file: where the module that it names is gone, it is explained without real rows.
 */
export const explainCommand: Command = {
  name: 'explain',
  arguments: counterexampleArguments,
  doc: 'say of a stored counterexample what matters in it, how it was shrunk, and which real row is nearest',
  options: counterexampleOptions,
  async run(args, options, io) {
    await checkPlaces(options)
    const reopened = await reopenCounterexample(args, options)
    const background = await backgroundOf(reopened, args.length > 1, options, io)
    const fields = explainCounterexample(reopened.stored, background)
    await tellFields(fields, printJson(plain(reopened.stored, background)), options, io)
    return exitCodes.passed
  },
}

/** What the user asked for must work; what a file of long ago names may be gone. */
async function backgroundOf(
  reopened: Reopened,
  moduleGiven: boolean,
  options: OptionValues,
  io: Io,
): Promise<Background> {
  const { stored, source } = reopened
  try {
    if (source === undefined)
      throw new OvershootError('USAGE', 'the counterexample names no claims module; give it as the second argument')
    if (fromTestSource(source) !== undefined)
      throw new OvershootError(
        'USAGE',
        'it was found by a test; give the module that states its claim, if there is one, as the second argument',
      )
    if (fromSource(source) === undefined) await readSource(source)
    await startBackend(stored, options, io)
    const { readBackground } = await import('./background.ts')
    return await readBackground(reopened, source)
  } catch (error) {
    if (moduleGiven || options.backend !== undefined || !(error instanceof OvershootError)) throw error
    return { alphabets: new Map(), modelChanged: false, nearest: { missing: error.message } }
  }
}

function plain(stored: StoredCounterexample, { nearest, modelChanged }: Background): object {
  const { id, claim, holds, inputs, output, parts, minimal, distance, matters, path } = stored
  const asRecord = (list: readonly { name: string; values: Float32Array }[]) =>
    Object.fromEntries(list.map(({ name, values }) => [name, Array.from(values)]))
  const row = 'missing' in nearest ? undefined : { ...nearest, inputs: asRecord(nearest.inputs) }
  const found = { id, claim, holds, inputs: asRecord(inputs), output, parts, minimal, distance, matters, path }
  return { ...found, modelChanged, nearest: row }
}
