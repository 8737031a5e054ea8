import { mkdir, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { OvershootError } from '../../errors.ts'
import type { Command } from '../command.ts'
import { exitCodes } from '../exitCodes.ts'
import { githubWorkflow } from '../github/githubWorkflow.ts'
import { DEFAULT_SHARDS, DEFAULT_WORKFLOW } from '../optionTable.ts'

/** `overshoot ci [file]`: a workflow of GitHub Actions to start from. What is there is never replaced. */
export const ciCommand: Command = {
  name: 'ci',
  arguments: [{ name: '[file]', doc: `where to write it (default: ${DEFAULT_WORKFLOW})` }],
  doc: "write a workflow of GitHub Actions that runs vitest's tests in shards, merges their reports and keeps what they find",
  options: ['shards'],
  async run([file = DEFAULT_WORKFLOW], { shards = DEFAULT_SHARDS }, io) {
    const node = Number(process.versions.node.split('.', 1)[0])
    await mkdir(dirname(file), { recursive: true })
      .then(() => writeFile(file, githubWorkflow({ shards, node }), { flag: 'wx' }))
      .catch((error: NodeJS.ErrnoException) => {
        const reason = error.code === 'EEXIST' ? 'it is there already' : error.message
        throw new OvershootError('FILE_UNWRITABLE', `${file}: cannot be written: ${reason}`, { cause: error })
      })
    io.stdout.write(`workflow: ${file}\n`)
    return exitCodes.passed
  },
}
