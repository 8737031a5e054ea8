import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { tf } from '../../backend/tf.ts'
import { OvershootError, reasonOf } from '../../errors.ts'
import { brief } from '../../files/brief.ts'
import { readBytes } from '../../files/readBytes.ts'
import { unreadable } from '../../model/files.ts'
import { openCheckpoint } from '../../model/checkpoint/openCheckpoint.ts'
import { loadGraph, type LoadGraphOptions } from '../graphModel/loadGraph.ts'
import { decodeSavedModel } from './decodeSavedModel.ts'
import { readGraph, type SavedGraph } from './readGraph.ts'

/** Bytes that a graph may have; its variables lie beside it. */
const MOST_GRAPH = 2 ** 30

/**
 * Loads what the graph of a SavedModel computes by its signature, as the graph model of tf.js that it becomes when its
 * functions are written out and its variables are what their checkpoint holds. Assertions in it are left out.
 * @throws FILE_UNREADABLE, MODEL_UNREADABLE, NUMBER_TYPE_UNSUPPORTED; as `loadGraph`
 */
export async function loadSavedGraph(folder: string, options: LoadGraphOptions): Promise<tf.LayersModel> {
  const file = join(folder, 'saved_model.pb')
  const bytes = await readBytes(file, MOST_GRAPH).catch((error: unknown) => {
    throw new OvershootError(
      'FILE_UNREADABLE',
      `cannot read the model file ${brief(file)}: ${brief(reasonOf(error))}`,
      { cause: error },
    )
  })
  let graph: SavedGraph
  try {
    const variables = join(folder, 'variables')
    const hasVariables = existsSync(join(variables, 'variables.index'))
    graph = readGraph(decodeSavedModel(bytes), hasVariables ? await openCheckpoint(variables, 'variables') : undefined)
  } catch (error) {
    if (!(error instanceof OvershootError)) throw unreadable(folder, brief(reasonOf(error)), error)
    throw new OvershootError(error.code, `${brief(folder)}: ${error.message}`, { cause: error })
  }
  return loadGraph(graph.artifacts, folder, options, graph.lengths)
}
