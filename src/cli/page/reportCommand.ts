import { OvershootError } from '../../errors.ts'
import { brief } from '../../files/brief.ts'
import { readVerdicts, reportOf } from '../../report/index.ts'
import type { Command } from '../command.ts'
import { openBaseline } from '../verify/openBaseline.ts'
import { DEFAULT_PAGE } from '../options/optionTable.ts'
import { checkPlaces } from '../terminal/places.ts'
import { tellVerdicts } from '../verify/tellVerdicts.ts'
import { verifyClaims, verifyOptions } from '../verify/verifyClaims.ts'

/**
 * `overshoot report <source...>`: the page that shows verdicts. Claims of modules are decided as `verify` does;
 * verdicts in files are taken as they are.
 */
export const reportCommand: Command = {
  name: 'report',
  arguments: [
    {
      name: '<source...>',
      doc: 'modules (.ts or .js) whose claims are decided, and files of verdicts (.json, written by --json or the vitest reporter), which are only drawn',
    },
  ],
  doc: 'write a page that shows verdicts, models and data, to open in a browser',
  options: verifyOptions,
  async run(sources, given, io) {
    const options = { ...given, html: given.html ?? DEFAULT_PAGE }
    await checkPlaces(options)
    const files = sources.filter((source) => source.endsWith('.json'))
    const modules = sources.filter((source) => !source.endsWith('.json'))
    const decided = (await Promise.all([...new Set(files)].map((file) => readVerdicts(file)))).flat()
    if (modules.length === 0) {
      if (decided.length === 0)
        throw new OvershootError(
          'FILE_UNREADABLE',
          `${files.map((file) => brief(file)).join(', ')}: no verdict is there to report`,
        )
      const gate = await openBaseline(options, io)
      return tellVerdicts({ verdicts: decided, gate, page: async () => reportOf(decided) }, options, io)
    }
    const load = async () => ({ ...(await (await import('../module/loadSubject.ts')).loadSubject(modules)), decided })
    return verifyClaims(load, options, io, { modules })
  },
}
