import type { Command } from '../command.ts'
import { verifyClaims, verifyOptions } from './verifyClaims.ts'

/** `overshoot verify <module...>`: a verdict for each claim that the modules export. */
export const verifyCommand: Command = {
  name: 'verify',
  arguments: [
    { name: '<module...>', doc: 'modules (.ts or .js) that export claims: themselves, in arrays or in objects' },
  ],
  doc: 'decide claims and print the verdict table',
  options: verifyOptions,
  async run(paths, options, io) {
    const load = async () => (await import('../module/loadSubject.ts')).loadSubject(paths)
    return verifyClaims(load, options, io, { modules: paths })
  },
}
