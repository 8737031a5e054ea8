import { Worker, type WorkerOptions } from 'node:worker_threads'

/** Does this run as TypeScript, and not as what was compiled of it? */
export const isSource: boolean = import.meta.url.endsWith('.ts')

/** A worker that runs a compiled module, `entry` without its extension, or, from sources, the source through jiti. */
export function moduleWorker(entry: URL, options: WorkerOptions): Worker {
  if (!isSource) return new Worker(new URL(`${entry.href}.js`), options)
  const source = `${entry.href}.ts`
  const code = `import('jiti').then(({ createJiti }) => createJiti(${JSON.stringify(source)}).import(${JSON.stringify(source)}))`
  return new Worker(code, { ...options, eval: true })
}
