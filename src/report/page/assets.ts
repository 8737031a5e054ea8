import { readFileSync } from 'node:fs'
import { OvershootError } from '../../errors.ts'
import type { PageAssets } from './renderPage.ts'

const isSource = import.meta.url.endsWith('.ts')
/** Styles are read as they are, the script as the build left it. */
const files = isSource
  ? { script: ['../../../dist/report/page/client.js'], style: ['style.css', 'client/client.css'] }
  : { script: ['client.js'], style: ['style.css'] }

/** The script and the style that pages carry, as `npm run build` made them. @throws FILE_UNREADABLE when it did not */
export function pageAssets(): PageAssets {
  return { script: read(files.script), style: read(files.style) }
}

function read(names: readonly string[]): string {
  return names.map((name) => readOne(new URL(name, import.meta.url))).join('\n')
}

function readOne(file: URL): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new OvershootError(
      'FILE_UNREADABLE',
      `pageAssets: ${file.pathname} cannot be read; \`npm run build\` makes it`,
      { cause: error },
    )
  }
}
