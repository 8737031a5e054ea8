import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { runCli } from '../../../test/runCli.ts'
import { temporaryFolder } from '../../../test/temporaryFolder.ts'
import { githubWorkflow } from './githubWorkflow.ts'
import { readWorkflow, stepsOf, unknownNames, unpinned } from '../../../test/cli/github/workflow.ts'

const text = githubWorkflow({ shards: 3, node: 22 })
const workflow = readWorkflow(text)

let folder: string
beforeEach(() => (folder = temporaryFolder()))

describe('the workflow', () => {
  test('pins actions, names what there is, and runs as many shards as it merges', () => {
    expect(unpinned(text)).toEqual([])
    expect(unknownNames(workflow)).toEqual([])
    expect(workflow.jobs['shard']!.strategy!.matrix).toEqual({ shard: [1, 2, 3] })
    expect(text).toContain('--shard=${{ matrix.shard }}/3 ')
    expect(stepsOf(workflow).flatMap((step) => step.with?.['node-version'] ?? [])).toEqual([22, 22])
  })

  test('downloads what was uploaded', () => {
    const names = (action: string, key: string) =>
      stepsOf(workflow).flatMap((step) => (step.uses?.startsWith(action) ? [step.with![key]] : []))
    expect(names('actions/upload-artifact', 'name')).toEqual([
      'blob-${{ matrix.shard }}',
      'found-${{ matrix.shard }}',
      'report',
      'counterexamples',
    ])
    expect(names('actions/download-artifact', 'pattern')).toEqual(['blob-*', 'found-*'])
  })

  test('offers counterexamples that are not committed, and only those', () => {
    const { run: script } = workflow.jobs['merge']!.steps.at(-2)!
    const kept = join(folder, 'counterexamples')
    const summary = join(folder, 'summary.md')
    const repository = join(folder, 'repository')
    const corpus = join(repository, 'fixtures/counterexamples')
    mkdirSync(corpus, { recursive: true })
    const inside = (command: string, ...argv: string[]) => {
      const env = { ...process.env, GITHUB_STEP_SUMMARY: summary, GITHUB_RUN_ID: '17', RUNNER_TEMP: folder }
      return execFileSync(command, argv, { cwd: repository, env, encoding: 'utf8' })
    }
    const git = (...argv: string[]) => inside('git', '-c', 'user.name=me', '-c', 'user.email=me@example.org', ...argv)
    // As GitHub runs it.
    const offer = () => inside('bash', '--noprofile', '--norc', '-eo', 'pipefail', '-c', script!)
    writeFileSync(summary, 'before\n')
    writeFileSync(join(corpus, 'old.json'), '{}')
    git('init', '--quiet')
    git('add', '.')
    git('commit', '--quiet', '--message', 'old')
    offer()
    expect(readFileSync(summary, 'utf8')).toBe('before\n')
    expect(readdirSync(kept)).toEqual([])
    rmSync(kept, { recursive: true })
    writeFileSync(join(corpus, 'new.json'), '{}')
    offer()
    expect(readdirSync(kept)).toEqual(['new.json'])
    expect(readFileSync(summary, 'utf8')).toMatchInlineSnapshot(`
      "before

      ### Counterexamples that are not committed

      ~~~text
      new.json
      ~~~

      Once committed, they are the first that later runs try:

      ~~~sh
      gh run download 17 --name counterexamples --dir fixtures/counterexamples
      git add fixtures/counterexamples
      git commit -m "Keep counterexamples"
      ~~~
      "
    `)
  })
})

describe('overshoot ci', () => {
  test('writes it, for the Node that runs, and never over what is there', async () => {
    const file = join(folder, '.github/workflows/claims.yml')
    const { exitCode, stdout } = await runCli(['ci', file, '--shards', '4'])
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/^workflow: .*\n.*package-lock\.json[^]*'overshoot\/vitest\/reporter'/)
    const node = Number(process.versions.node.split('.')[0])
    expect(readFileSync(file, 'utf8')).toBe(githubWorkflow({ shards: 4, node }))
    expect(await runCli(['ci', file])).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: `overshoot: ${file}: cannot be written: it is there already: remove it, or name another file: npx overshoot ci FILE [FILE_UNWRITABLE]\n`,
    })
    expect(readFileSync(file, 'utf8')).toBe(githubWorkflow({ shards: 4, node }))
  })
})
