import { once } from 'node:events'
import { moduleWorker } from '../../../files/moduleWorker.ts'
import type { Hdf5Answer, Hdf5Task, Hdf5Tree } from './hdf5Tree.ts'

/**
 * Milliseconds that reading a file may take, and each byte of it, on a machine however busy, thirty times what it takes
 * otherwise: what takes longer never ends.
 */
const PATIENCE = { least: 60_000, byte: 1e-3 }

/**
 * Reads an HDF5 file. A library in WebAssembly does it, in a thread of its own: what a hostile file makes it do, abort,
 * go on without end or take memory, ends with that thread; and nothing of it is loaded before such a file is read.
 * @throws Error that says what is wrong with the file
 */
export async function readHdf5(task: Hdf5Task): Promise<Hdf5Tree> {
  // It prints what it thinks of files.
  const worker = moduleWorker(new URL('worker', import.meta.url), { workerData: task, stdout: true, stderr: true })
  const ended = new AbortController()
  worker.once('exit', () => ended.abort(new Error('it is damaged in a way that ends its reader')))
  const patience = PATIENCE.least + PATIENCE.byte * task.bytes.length
  const tired = setTimeout(() => ended.abort(new Error('reading it does not end')), patience)
  try {
    const [answer] = (await once(worker, 'message', { signal: ended.signal })) as [Hdf5Answer]
    if ('error' in answer) throw new Error(answer.error)
    return answer.tree
  } catch (error) {
    throw ended.signal.aborted ? ended.signal.reason : error
  } finally {
    clearTimeout(tired)
    await worker.terminate()
  }
}
