import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { OvershootError } from '../../errors.ts'
import { run } from './run.ts'

const require = createRequire(import.meta.url)

/** The release whose addon sources the pinned wheel was tried with; package.json asks for the same. */
const version = '4.22.0'

/** The package as npm is asked for it. */
export const tfjsNodeRelease: string = `@tensorflow/tfjs-node@${version}`

/**
 * The folder of the installed `@tensorflow/tfjs-node`, as this package resolves it; undefined when it is not installed.
 */
export function tfjsNodeFolder(): string | undefined {
  return folderOf('@tensorflow/tfjs-node')
}

/** The folder of the C headers of Node-API; undefined when `node-api-headers` is not installed. */
export function nodeApiHeaders(): string | undefined {
  const folder = folderOf('node-api-headers')
  return folder === undefined ? undefined : join(folder, 'include')
}

// Not require.resolve: it looks for the entry file, and remembers a package that was missing when it was first asked.
function folderOf(name: string): string | undefined {
  const folders = (require.resolve.paths(name) ?? []).map((folder) => join(folder, name))
  return folders.find((folder) => existsSync(join(folder, 'package.json')))
}

/** Files by which other package managers tell their projects; npm would spoil what they installed. */
const otherLocks = ['pnpm-lock.yaml', 'yarn.lock', 'bun.lock', 'bun.lockb']

/**
 * Adds `@tensorflow/tfjs-node` to the project's node_modules, without running its install script, which downloads what
 * is not needed here and fails where it cannot. Neither package.json nor the lock file changes.
 * @throws NATIVE_INSTALL_FAILED for a project that is not npm's; NATIVE_DOWNLOAD_FAILED when npm fails
 */
export async function addTfjsNode(): Promise<void> {
  const cwd = projectFolder()
  const other = otherLocks.find((file) => existsSync(join(cwd, file)))
  if (other !== undefined || !existsSync(join(cwd, 'package.json')))
    throw new OvershootError(
      'NATIVE_INSTALL_FAILED',
      `${other === undefined ? `${cwd} is no project` : `the project has a ${other}`}: ` +
        `add ${tfjsNodeRelease} to it without running its install script, and try again`,
    )
  const args = ['install', '--no-save', '--ignore-scripts', '--no-audit', '--no-fund', tfjsNodeRelease]
  const npm = process.env['npm_execpath']
  const options = { cwd, code: 'NATIVE_DOWNLOAD_FAILED' } as const
  if (npm !== undefined && basename(npm) === 'npm-cli.js') await run(process.execPath, [npm, ...args], options)
  else await run('npm', args, options)
}

/** The project that this package belongs to: its own checkout, or whoever has it in node_modules. */
export function projectFolder(): string {
  const here = dirname(fileURLToPath(import.meta.url))
  const modules = here.indexOf(join('/', 'node_modules', '/'))
  if (modules >= 0) return here.slice(0, modules)
  let folder = here
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder)
  return folder
}
