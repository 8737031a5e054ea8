import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { defineConfig, type Plugin } from 'rolldown'

const page = 'src/report/page/'

/** Both end up inside of elements of an HTML file, which such texts would end, or change the meaning of. */
function refuseMarkup(name: string, text: string): void {
  const found = /<\/(?:script|style)|<!--/i.exec(text)
  if (found) throw new Error(`${name} must not hold ${found[0]}`)
}

const script = 'report/page/client.js'

/** Takes away what was built of sources that are gone: the compiler leaves it, and it would be packed. */
const prune: Plugin = {
  name: 'prune',
  buildStart() {
    for (const file of readdirSync('dist', { recursive: true, encoding: 'utf8' })) {
      const source = join('src', file.replace(/\.(?:d\.ts|js)$/, '.ts'))
      if (/\.(?:ts|js|map)$/.test(file) && file !== script && !existsSync(source)) rmSync(join('dist', file))
    }
  },
}

/**
 * What was measured of functions: sources read it, which the compiler does not see; in a page, which reads no files, it
 * is part of the script.
 */
const figures = 'functions/errors/measured.json'
const data: Plugin = {
  name: 'data',
  buildStart: () => copyFileSync(join('src', figures), join('dist', figures)),
  resolveId: (id) => (id === 'node:fs' ? '\0figures' : null),
  load(id) {
    if (id !== '\0figures') return null
    const text = JSON.stringify(JSON.parse(readFileSync(join('src', figures), 'utf8')))
    return `export const readFileSync = () => ${JSON.stringify(text)}`
  },
}

/** The page's style beside its script. */
const style: Plugin = {
  name: 'style',
  generateBundle(_options, bundle) {
    const source = ['style.css', 'client/client.css'].map((file) => readFileSync(page + file, 'utf8')).join('\n')
    refuseMarkup('the style', source)
    for (const file of Object.values(bundle)) if (file.type === 'chunk') refuseMarkup('the script', file.code)
    this.emitFile({ type: 'asset', fileName: 'style.css', source })
  },
}

/** The script of report pages: one file without modules, as pages opened from disk may load none. */
export default defineConfig({
  input: `${page}client/main.ts`,
  platform: 'browser',
  plugins: [prune, data, style],
  transform: { define: { 'import.meta.url': '"file:///"' } },
  output: { file: `dist/${script}`, format: 'iife', minify: true, sourcemap: false },
})
