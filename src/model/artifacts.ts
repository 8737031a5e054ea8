import { tf } from '../backend/tf.ts'
import { firstIssue } from '../files/firstIssue.ts'
import { fileHandler, unreadable } from './files.ts'
import { byteLength, weightEntries } from './modelFile.ts'

/** What a tf.js model's files hold, and what messages call it. */
export interface Loaded {
  readonly name: string
  readonly artifacts: tf.io.ModelArtifacts
}

/**
 * Reads a tf.js model's files: a folder, its `model.json`, or what any tf.js handler loads.
 * @throws FILE_UNREADABLE, MODEL_UNREADABLE
 */
export async function readArtifacts(from: string | tf.io.IOHandler): Promise<Loaded> {
  const name = typeof from === 'string' ? from : 'the model'
  const handler = typeof from === 'string' ? fileHandler(from) : from
  if (handler.load === undefined) throw unreadable(name, 'its handler cannot load')
  return { name, artifacts: await handler.load() }
}

/** All weights' bytes, one after the other. @throws Error for weights that are listed wrongly, are too few or too many */
export function weightBytes({ weightSpecs = [], weightData = new ArrayBuffer(0) }: tf.io.ModelArtifacts): ArrayBuffer {
  const { data: entries, error } = weightEntries.safeParse(weightSpecs)
  if (error) throw new Error(`its list of weights: ${firstIssue(error)}`)
  const data = tf.io.concatenateArrayBuffers([weightData].flat())
  const needed = byteLength(entries)
  if (data.byteLength !== needed)
    throw new Error(`its weights have ${data.byteLength} bytes where ${needed} are needed`)
  return data
}
