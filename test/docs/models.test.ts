import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { useBackend } from '../../src/backend/useBackend.ts'
import { fromJson } from '../../src/report/index.ts'
import { startOrSkip } from '../backend/startOrSkip.ts'
import { runCli } from '../runCli.ts'

const pages = join(import.meta.dirname, '../../docs/models')
const files = join(import.meta.dirname, '../../fixtures/iris')

interface Command {
  readonly page: string
  readonly words: readonly string[]
  /** What the page says that it comes to. */
  readonly status: string
}

/** `npx overshoot … # status`, in blocks of shell commands. */
function commandsOf(page: string): Command[] {
  const text = readFileSync(join(pages, page), 'utf8')
  const lines = [...text.matchAll(/```sh\n(.*?)```/gs)].flatMap(([, block]) => block!.trim().split('\n'))
  return lines
    .filter((line) => line.startsWith('npx overshoot '))
    .map((line) => {
      const [command, status] = line.slice('npx overshoot '.length).split(' # ') as [string, string]
      const words = [...command.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain!)
      return { page, words, status }
    })
}

const commands = readdirSync(pages).flatMap(commandsOf)
const onBackend = process.env['OVERSHOOT_BACKEND']
afterAll(async () => {
  if (onBackend !== undefined) process.env['OVERSHOOT_BACKEND'] = onBackend
  await useBackend()
})

test('each page of a kind of model has commands', () => {
  const kinds = readdirSync(pages).filter((page) => page !== 'README.md')
  expect(kinds.map((page) => commandsOf(page).length).filter((count) => count < 2)).toEqual([])
})

test.for(commands.map((one) => [`${one.page}: ${one.words.join(' ')}`, one] as const))(
  '%s',
  async ([, { words, status }], { skip }) => {
    delete process.env['OVERSHOOT_BACKEND']
    if (words.includes('native')) await startOrSkip('native', skip)
    const own = words.map((word) => (existsSync(join(files, word)) ? join(files, word) : word))
    expect(own).not.toEqual(words)
    const { exitCode, stdout } = await runCli([...own, '--no-corpus', '--json', '-'])
    expect(fromJson(stdout).verdicts.map((verdict) => verdict.status)).toEqual([status])
    expect(exitCode).toBe(status === 'refuted' ? 1 : 0)
  },
)
