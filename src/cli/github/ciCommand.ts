import type { Command } from '../command.ts'
import { exitCodes } from '../exitCodes.ts'
import { githubWorkflow, workflowReporters } from './githubWorkflow.ts'
import { writeNew } from '../init/writeNew.ts'
import { DEFAULT_SHARDS, DEFAULT_WORKFLOW } from '../options/optionTable.ts'

/** `overshoot ci [file]`: a workflow of GitHub Actions to start from. What is there is never replaced. */
export const ciCommand: Command = {
  name: 'ci',
  arguments: [{ name: '[file]', doc: `where to write it (default: ${DEFAULT_WORKFLOW})` }],
  doc: "write a workflow of GitHub Actions that runs vitest's tests in shards, merges their reports and keeps what they find",
  options: ['shards'],
  async run([file = DEFAULT_WORKFLOW], { shards = DEFAULT_SHARDS }, io) {
    const node = Number(process.versions.node.split('.', 1)[0])
    await writeNew([[file, githubWorkflow({ shards, node })]], 'remove it, or name another file: npx overshoot ci FILE')
    const lines = [
      `workflow: ${file}`,
      'It needs a committed package-lock.json, which `npm ci` reads, and these reporters in vitest.config.ts:',
      workflowReporters,
    ]
    io.stdout.write(`${lines.join('\n')}\n`)
    return exitCodes.passed
  },
}
