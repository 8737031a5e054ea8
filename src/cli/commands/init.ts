import { basename } from 'node:path'
import { OvershootError } from '../../errors.ts'
import type { Command } from '../command.ts'
import { exitCodes } from '../exitCodes.ts'
import { claimsTest } from '../init/claimsModule.ts'
import { modelForms } from '../isOnnx.ts'
import { writeNew } from '../init/writeNew.ts'

/** `overshoot init <model>`: a claims file and its test for a model, to start from. What is there is never replaced. */
export const initCommand: Command = {
  name: 'init',
  arguments: [{ name: '<model>', doc: modelForms }],
  doc: 'write a claims file and a vitest test for a model, with domains and a range that are guessed, to edit',
  options: ['out', 'rows', 'backend'],
  async run([model], { out, rows, backend }, io) {
    // Loading tfjs takes longer than to answer a wrong argument.
    if (out !== undefined && !/[^/\\]\.ts$/.test(out))
      throw new OvershootError(
        'USAGE',
        `--out: expected a file whose name ends in .ts, received ${JSON.stringify(out)}`,
      )
    const [{ useBackend }, { claimsFileOf, draftClaims }] = await Promise.all([
      import('../../backend/useBackend.ts'),
      import('../init/draftClaims.ts'),
    ])
    const file = out ?? claimsFileOf(model!)
    const test = file.replace(/(\.claims)?\.ts$/, '.test.ts')
    await useBackend(backend)
    const text = await draftClaims(model!, { file, rows })
    await writeNew([
      [file, text],
      [test, claimsTest(`./${basename(file)}`)],
    ])
    io.stdout.write(`claims: ${file}\ntest: ${test}\nEdit the guesses, then: npx overshoot verify ${file}\n`)
    return exitCodes.passed
  },
}
