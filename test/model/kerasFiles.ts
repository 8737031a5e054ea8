import { readFileSync } from 'node:fs'
import { unzipSync, zipSync } from 'fflate'

const folder = new URL('../../fixtures/keras/files/', import.meta.url)

/** A committed model of Keras: see fixtures/keras/files.py. */
export function kerasFile(name: string): Buffer {
  return readFileSync(new URL(name, folder))
}

/** A `.keras` file with other contents: of a configuration, or of any of the files in it. */
export function repack(
  bytes: Uint8Array,
  change: {
    // oxlint-disable-next-line typescript/no-explicit-any
    readonly config?: (config: any) => unknown
    readonly files?: (files: Record<string, Uint8Array>) => Record<string, Uint8Array>
  },
): Uint8Array {
  const files = unzipSync(bytes)
  const config: unknown = JSON.parse(Buffer.from(files['config.json']!).toString())
  const changed = change.config?.(config) ?? config
  const all = { ...files, 'config.json': Buffer.from(JSON.stringify(changed)) }
  return zipSync(change.files?.(all) ?? all, { level: 0 })
}
