import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/**
 * Remembers that the native backend was set up for a project: in the cache, as npm takes what is not in package.json
 * out of node_modules. Where the cache cannot be written, nothing is remembered.
 */
export async function rememberSetUp(project: string, cache: string): Promise<void> {
  const file = recordOf(project, cache)
  await mkdir(dirname(file), { recursive: true })
    .then(() => writeFile(file, `${project}\n`))
    .catch(() => undefined)
}

/** Was the native backend set up for a project, whether or not it still loads? */
export function wasSetUp(project: string, cache: string): boolean {
  return existsSync(recordOf(project, cache))
}

function recordOf(project: string, cache: string): string {
  return join(cache, 'projects', createHash('sha256').update(project).digest('hex'))
}
