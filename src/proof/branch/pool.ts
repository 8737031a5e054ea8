import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { BackendName } from '../../backend/name.ts'
import type { Network } from '../../network/network.ts'
import type { Region } from '../region.ts'
import { type Bounded, boundRegion } from './boundRegion.ts'
import type { Goal } from './goal.ts'

/** What every region of one branch and bound has in common. */
export interface Task {
  readonly network: Network
  readonly goal: Goal
  readonly backend: BackendName
}

/** Regions to bound, and the steps of slope optimization that each is worth. */
export interface Batch {
  readonly regions: readonly Region[]
  readonly steps: number
}

/** Bounds regions, many at once. */
export interface Pool {
  /** In the order given. */
  bound(batch: Batch): Promise<Bounded[]>
  /** Ends all workers. */
  close(): Promise<void>
}

const isSource = import.meta.url.endsWith('.ts')

/** Time spent on one core before others are called in: starting a worker costs a tenth of a second, or some where it has to be compiled first. */
const PATIENCE = isSource ? 3000 : 300

/** A pool that works on this thread first and, after `patience` milliseconds of it, on all cores. */
export function openPool(task: Task, patience: number = PATIENCE): Pool {
  const { network, goal, backend } = task
  let spent = 0
  let workers: Promise<BoundWorker[]> | undefined
  let ready: readonly BoundWorker[] = []
  const here = ({ regions, steps }: Batch): Bounded[] => {
    const started = performance.now()
    const results = regions.map((region) => boundRegion(network, region, goal, backend, { steps }))
    spent += performance.now() - started
    return results
  }
  return {
    async bound(batch) {
      const { regions, steps } = batch
      if (spent < patience || availableParallelism() < 2 || regions.length < 2) return here(batch)
      workers ??= startWorkers(task).then((started) => (ready = started))
      // Until they have started this thread goes on alone.
      if (ready.length === 0) return here(batch)
      // This thread does a share, too.
      const shares = Array.from({ length: ready.length + 1 }, (_, w) =>
        regions.filter((_region, i) => i % (ready.length + 1) === w),
      )
      const answers = ready.map((worker, w) => worker.bound({ regions: shares[w + 1]!, steps }))
      const results = [here({ regions: shares[0]!, steps }), ...(await Promise.all(answers))]
      return regions.map((_, i) => results[i % shares.length]![Math.floor(i / shares.length)]!)
    },
    async close() {
      for (const worker of (await workers) ?? []) await worker.close()
    },
  }
}

interface BoundWorker {
  bound(batch: Batch): Promise<Bounded[]>
  close(): Promise<unknown>
}

/** A worker for each core but this thread's; none where they cannot be started, and then this thread does all the work. */
async function startWorkers(task: Task): Promise<BoundWorker[]> {
  const started = await Promise.allSettled(Array.from({ length: availableParallelism() - 1 }, () => startWorker(task)))
  return started.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
}

async function startWorker(task: Task): Promise<BoundWorker> {
  const worker = newWorker(task)
  const ended = new AbortController()
  worker.once('exit', () => ended.abort(new Error('a worker ended before its work')))
  // An error event rejects it.
  const next = async (): Promise<unknown> => ((await once(worker, 'message', { signal: ended.signal })) as unknown[])[0]
  await next()
  worker.unref()
  return {
    bound: async (batch) => {
      const answer = next()
      worker.postMessage(batch)
      worker.ref()
      try {
        return (await answer) as Bounded[]
      } finally {
        worker.unref()
      }
    },
    close: () => worker.terminate(),
  }
}

/** The compiled worker, or, where this file runs as TypeScript, the source through jiti. */
function newWorker(task: Task): Worker {
  const entry = new URL(isSource ? 'worker.ts' : 'worker.js', import.meta.url)
  if (!isSource) return new Worker(entry, { workerData: task })
  const code = `import('jiti').then(({ createJiti }) => createJiti(${JSON.stringify(entry.href)}).import(${JSON.stringify(entry.href)}))`
  return new Worker(code, { eval: true, workerData: task })
}
