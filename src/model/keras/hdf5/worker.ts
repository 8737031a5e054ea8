import { reasonOf } from '../../../errors.ts'
import { parentPort, workerData } from 'node:worker_threads'
// The build for browsers, which has a file system of its own: what a file says of others leads nowhere.
import { File, ready } from 'h5wasm'
import type { Hdf5Answer, Hdf5Task } from './hdf5Tree.ts'
import { takeTree } from './takeTree.ts'

const { bytes, ...task } = workerData as Hdf5Task

async function answer(): Promise<Hdf5Answer> {
  try {
    const { FS } = await ready
    FS.writeFile('/file', bytes)
    const file = new File('/file', 'r')
    // What cannot be opened has no identity.
    if (file.file_id <= 0n) return { error: 'it is cut off, or damaged' }
    return { tree: takeTree(file, task) }
  } catch (error) {
    return { error: reasonOf(error) }
  }
}

const answered = await answer()
const moved = 'tree' in answered ? [...answered.tree.data.values()].flatMap(({ values }) => values?.buffer ?? []) : []
parentPort!.postMessage(answered, moved)
