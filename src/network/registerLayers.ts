import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { createJiti } from 'jiti'
import { tf } from '../backend/tf.ts'
import { OvershootError, reasonOf } from '../errors.ts'
import { brief } from '../files/brief.ts'
import { addRegistered } from '../model/registered.ts'

/** Modules that have been run: what they register stays. */
const done = new Set<string>()

/**
 * Runs a module, TypeScript or JavaScript, that registers layers with `tf.serialization.registerClass`, once however
 * often it is named. In it `@tensorflow/tfjs`, and `tf` of `overshoot`, are this very instance.
 * @throws REGISTER_MODULE_UNREADABLE for a module that is missing, fails or registers nothing
 */
export async function registerLayers(path: string): Promise<void> {
  const file = resolve(path)
  if (done.has(file)) return
  if ((await stat(file).catch(() => undefined))?.isFile() !== true) throw unreadable(path, 'no such file')
  const before = new Map(classes())
  try {
    const virtualModules = { overshoot: { tf }, '@tensorflow/tfjs': tf }
    await createJiti(file, { fsCache: false, moduleCache: false, virtualModules }).import(file)
  } catch (error) {
    throw unreadable(path, brief(reasonOf(error)), error)
  }
  const registered = classes().filter(([name, made]) => before.get(name) !== made)
  if (registered.length === 0)
    throw unreadable(path, 'it registers no layer. Call tf.serialization.registerClass with each of your classes')
  for (const [name] of registered) addRegistered(name)
  done.add(file)
}

/** Every class that tf.js makes of files, by its name. */
function classes(): [name: string, made: unknown][] {
  return Object.entries(tf.serialization.SerializationMap.getMap().classNameMap).map(([name, [made]]) => [name, made])
}

function unreadable(path: string, reason: string, cause?: unknown): OvershootError {
  return new OvershootError(
    'REGISTER_MODULE_UNREADABLE',
    `the module ${brief(path)}, which is to register layers: ${reason}`,
    { cause },
  )
}
