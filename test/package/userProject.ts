import { execFile } from 'node:child_process'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'

/** The checkout. */
export const root: string = fileURLToPath(new URL('../..', import.meta.url))

/** What a program wrote, and its exit code. */
export interface Ran {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs a program to its end, with nothing set that this test run has set for itself. */
export function runIn(cwd: string, argv: readonly string[], env: Record<string, string> = {}): Promise<Ran> {
  const [program, ...args] = argv
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(npm_|VITEST|NODE_ENV$|OVERSHOOT_BACKEND$|GITHUB_)/.test(name),
  )
  const options = { cwd, env: { ...Object.fromEntries(inherited), NO_COLOR: '1', ...env }, maxBuffer: 2 ** 26 }
  return new Promise((resolve) => {
    execFile(program!, args, options, (error, stdout, stderr) => {
      const exitCode = error === null ? 0 : Number(error.code ?? 1)
      resolve({ exitCode, stdout: stripVTControlCharacters(stdout), stderr: stripVTControlCharacters(stderr) })
    })
  })
}

/** What has to succeed for anything to be tested. @throws with what the program wrote when it fails */
export async function mustRun(cwd: string, argv: readonly string[], env?: Record<string, string>): Promise<string> {
  const { exitCode, stdout, stderr } = await runIn(cwd, argv, env)
  if (exitCode !== 0) throw new Error(`${argv.join(' ')} ended with ${exitCode}:\n${stdout}\n${stderr}`)
  return stdout
}

/** A program among the checkout's tools. */
export function tool(name: string): string {
  return join(root, 'node_modules', '.bin', name)
}

/** Packs what was built into `folder`; resolves to the tarball and the paths in it. */
export async function pack(folder: string): Promise<{ tarball: string; paths: string[]; bytes: number }> {
  const output = await mustRun(root, ['npm', 'pack', '--ignore-scripts', '--json', '--pack-destination', folder])
  const [packed] = JSON.parse(output) as [{ filename: string; size: number; files: { path: string }[] }]
  return {
    tarball: join(folder, basename(packed.filename)),
    paths: packed.files.map(({ path }) => path),
    bytes: packed.size,
  }
}

/**
 * The files that the README shows in the section `heading`: blocks of code whose first line is a comment with a name.
 */
export async function readmeFiles(heading: string): Promise<Map<string, string>> {
  const readme = await readFile(join(root, 'README.md'), 'utf8')
  const section = readme.split(/^## /m).find((text) => text.startsWith(`${heading}\n`)) ?? ''
  const blocks = section.matchAll(/^```\w+\n(\/\/ (\S+)\n[^]*?)^```$/gm)
  return new Map(Array.from(blocks, ([, text, name]) => [name!, text!]))
}

export async function writeFiles(folder: string, files: Iterable<readonly [name: string, text: string]>) {
  for (const [name, text] of files) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), text)
  }
}
