import { existsSync, type Stats, statSync } from 'node:fs'
import { join } from 'node:path'
import { OvershootError } from '../../errors.ts'
import { brief } from '../../files/brief.ts'
import { isKeras } from '../../model/keras/isKeras.ts'
import { savedModelFolder } from '../../model/savedModelFolder.ts'
import { isOnnx } from '../../network/onnx/isOnnx.ts'
import { modelForms } from './modelForms.ts'

/**
 * Finds out whether the files that a command names are there, before a backend starts; what is in them is checked when
 * they are read. Those left undefined are passed over.
 * @throws FILE_UNREADABLE
 */
export function checkThere(model: string, ...others: readonly (string | undefined)[]): void {
  checkModel(model)
  for (const file of others)
    if (file !== undefined && !existsSync(file)) throw unreadable(`${brief(file)}: no such file`)
}

function checkModel(model: string): void {
  const name = brief(model)
  const stats = statsOf(model)
  if (stats === undefined) throw unreadable(`cannot read the model ${name}: no such file or folder`)
  if (isKeras(model) || savedModelFolder(model) !== undefined) return
  if (stats.isDirectory() && !existsSync(join(model, 'model.json')))
    throw unreadable(`cannot read the model ${name}: the folder has no model.json, and no saved_model.pb`)
  if (stats.isFile() && !isOnnx(model) && !model.endsWith('.json'))
    throw unreadable(`cannot read the model ${name}: expected ${modelForms}`)
}

function statsOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false })
  } catch (error) {
    throw unreadable(`cannot read the model ${brief(path)}: ${brief((error as Error).message)}`)
  }
}

function unreadable(reason: string): OvershootError {
  return new OvershootError('FILE_UNREADABLE', reason)
}
