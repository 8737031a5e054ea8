import { parentPort, workerData } from 'node:worker_threads'
import type { Region } from '../region.ts'
import { boundRegion } from './boundRegion.ts'
import type { Task } from './pool.ts'

/** Bounds the regions that it is sent, for the task that it was started with. */
const { network, goal, backend, steps } = workerData as Task
parentPort!.on('message', (regions: readonly Region[]) => {
  parentPort!.postMessage(regions.map((region) => boundRegion(network, region, goal, backend, { steps })))
})
parentPort!.postMessage('ready')
