import { parentPort, workerData } from 'node:worker_threads'
import { type Batch, boundAll, type Task } from './boundAll.ts'

/**
 * Bounds the regions that it is sent, for the task that it was started with. Until when is said in milliseconds since
 * 1970.
 */
parentPort!.on('message', ({ until, ...batch }: Batch) => {
  parentPort!.postMessage(boundAll(workerData as Task, { ...batch, until: until - performance.timeOrigin }))
})
parentPort!.postMessage('ready')
