import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { run } from './run.ts'

const require = createRequire(import.meta.url)

/** The folder of the installed `@tensorflow/tfjs-node`, as this package resolves it; undefined when it is not installed. */
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

/**
 * Puts `@tensorflow/tfjs-node` back without running its install script. npm 10 and older run that script, and remove an
 * optional package whose script fails. @throws NATIVE_INSTALL_FAILED when npm fails.
 */
export async function restoreTfjsNode(version: string): Promise<void> {
  const args = [
    'install',
    '--no-save',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    `@tensorflow/tfjs-node@${version}`,
  ]
  const npm = process.env['npm_execpath']
  const cwd = projectFolder()
  if (npm !== undefined && basename(npm) === 'npm-cli.js') await run(process.execPath, [npm, ...args], { cwd })
  else await run('npm', args, { cwd })
}

/** The project that this package belongs to: its own checkout, or whoever has it in node_modules. */
function projectFolder(): string {
  const here = dirname(fileURLToPath(import.meta.url))
  const modules = here.lastIndexOf(join('/', 'node_modules', '/'))
  if (modules >= 0) return here.slice(0, modules)
  let folder = here
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder)
  return folder
}
