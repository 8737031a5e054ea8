import { basename, dirname } from 'node:path'
import { OvershootError } from '../../errors.ts'
import { quoteWord } from '../../files/quoteWord.ts'
import { checkThere } from '../model/checkThere.ts'
import { chooseBackend } from '../backend/chooseBackend.ts'
import type { Command } from '../command.ts'
import { exitCodes } from '../exitCodes.ts'
import { claimsTest } from './claimsModule.ts'
import { extensionFor } from './extensionFor.ts'
import { modelForms } from '../model/modelForms.ts'
import { writeNew } from './writeNew.ts'

/** `overshoot init <model>`: a claims file and its test for a model, to start from. What is there is never replaced. */
export const initCommand: Command = {
  name: 'init',
  arguments: [{ name: '<model>', doc: modelForms }],
  doc: 'write a claims file and a vitest test for a model, with domains and a range that are guessed, to edit',
  options: ['out', 'rows', 'batch', 'output', 'round', 'backend'],
  async run([model], { out, rows, backend, batch, output, round }, io) {
    // Loading tfjs takes longer than to answer a wrong argument.
    if (out !== undefined && !/[^/\\]\.m?ts$/.test(out))
      throw new OvershootError(
        'USAGE',
        `--out: expected a file whose name ends in .ts or .mts, received ${JSON.stringify(out)}`,
      )
    checkThere(model!, rows)
    const { claimsFileOf, draftClaims } = await import('./draftClaims.ts')
    const file = out ?? (await claimsFileOf(model!))
    const test = file.replace(/(\.claims)?(\.m?ts)$/, '.test$2')
    await chooseBackend(backend, io)
    const text = await draftClaims(model!, { file, rows, batch, output, round })
    const files = [
      [file, text],
      [test, claimsTest(`./${basename(file)}`)],
    ] as const
    await writeNew(files, 'remove it, or name another with --out')
    const esm = file.endsWith(await extensionFor(dirname(file))) || file.endsWith('.mts')
    const lines = [
      `claims: ${file}`,
      `test: ${test}`,
      `Edit the guesses, then: npx overshoot verify ${quoteWord(file)}`,
      'For tsc: "module": "nodenext", "allowImportingTsExtensions": true, "noEmit": true, "skipLibCheck": true' +
        (esm ? '' : '; and "type": "module" in package.json, or --out with a name that ends in .mts'),
    ]
    io.stdout.write(`${lines.join('\n')}\n`)
    return exitCodes.passed
  },
}
