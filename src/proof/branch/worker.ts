import { parentPort, workerData } from 'node:worker_threads'
import { boundRegion } from './boundRegion.ts'
import type { Batch, Task } from './pool.ts'

/** Bounds the regions that it is sent, for the task that it was started with. */
const { network, goal, backend } = workerData as Task
parentPort!.on('message', ({ regions, steps }: Batch) => {
  parentPort!.postMessage(regions.map((region) => boundRegion(network, region, goal, backend, { steps })))
})
parentPort!.postMessage('ready')
