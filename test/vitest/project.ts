import { execFile } from 'node:child_process'
import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** The path of a module of the package, for a project's vitest.config.js. */
export function sourceOf(path: string): string {
  return join(root, 'src', path)
}

/** A vitest.config.js for a project that uses the package; `test` is what stands below `test` in it. */
export function vitestConfig(test: string): string {
  return `
import { defineConfig } from 'vitest/config'
export default defineConfig({
  resolve: {
    alias: [
      { find: /^overshoot$/, replacement: ${JSON.stringify(sourceOf('index.ts'))} },
      { find: /^overshoot\\/vitest$/, replacement: ${JSON.stringify(sourceOf('vitest/index.ts'))} },
    ],
  },
  test: ${test},
})`
}

/** Makes a project of the folder: its files, and the packages that this one has. */
export async function makeProject(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  await mkdir(folder, { recursive: true })
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'))
  for (const [name, text] of Object.entries({ 'package.json': '{ "type": "module" }', ...files })) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), text)
  }
}

export interface Ran {
  exitCode: number
  output: string
}

/** Vitest itself in another process, as a job of GitHub runs it. */
export function runVitest(folder: string, argv: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<Ran> {
  const env = {
    ...process.env,
    OVERSHOOT_BACKEND: 'cpu',
    OVERSHOOT_STORE: '',
    NO_COLOR: '1',
    VITEST: '',
    GITHUB_ACTIONS: 'true',
    GITHUB_STEP_SUMMARY: join(folder, 'summary.md'),
    ...environment,
  }
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [join(root, 'node_modules/vitest/vitest.mjs'), '--root', folder, ...argv],
      { cwd: folder, env },
      (error, stdout, stderr) =>
        resolve({ exitCode: Number(error?.code ?? 0), output: stripVTControlCharacters(stdout + stderr) }),
    )
  })
}
