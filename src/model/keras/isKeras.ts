import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** Is this a model that Keras saved: by its name, or an unpacked one in a folder? */
export function isKeras(path: string): boolean {
  if (/\.(keras|h5|hdf5)$/i.test(path)) return true
  return !existsSync(join(path, 'model.json')) && existsSync(join(path, 'config.json'))
}
