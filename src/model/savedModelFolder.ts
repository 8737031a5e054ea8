import { existsSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

const graphName = 'saved_model.pb'

/** The folder of a SavedModel of TensorFlow, given it or the file of its graph; undefined for what is none. */
export function savedModelFolder(path: string): string | undefined {
  if (basename(path) === graphName) return dirname(path)
  return !existsSync(join(path, 'model.json')) && existsSync(join(path, graphName)) ? path : undefined
}
