import { readFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'

/**
 * How the name of an ES module in TypeScript has to end in a folder: `.ts` where the nearest package.json above says
 * `"type": "module"`, else `.mts`, as Node and tsc take `.ts` for CommonJS there (https://nodejs.org/api/packages.html,
 * "Determining module system").
 */
export async function extensionFor(folder: string): Promise<'.ts' | '.mts'> {
  let [place, above] = [resolve(folder), dirname(resolve(folder))]
  for (;;) {
    const text = await readFile(join(place, 'package.json'), 'utf8').catch(() => undefined)
    if (text !== undefined) return typeOf(text) === 'module' ? '.ts' : '.mts'
    if (place === above) return '.mts'
    ;[place, above] = [above, dirname(above)]
  }
}

function typeOf(manifest: string): unknown {
  try {
    return (JSON.parse(manifest) as { type?: unknown } | null)?.type
  } catch {
    return undefined
  }
}
