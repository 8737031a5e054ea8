import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { isSource, moduleWorker } from '../../files/moduleWorker.ts'
import { type Batch, boundAll, type Task } from './boundAll.ts'
import type { RegionBounds } from './regionBounds.ts'

/** Bounds regions, many at once. */
export interface Pool {
  /** In the order given; undefined for what there was no time for. */
  bound(batch: Batch): Promise<(RegionBounds | undefined)[]>
  /** Ends all workers. */
  close(): Promise<void>
}

/**
 * Time spent on one core before others are called in: starting a worker costs a tenth of a second, or some where it has
 * to be compiled first.
 */
const PATIENCE = isSource ? 3000 : 300

/** A pool that works on this thread first and, after `patience` milliseconds of it, on all cores. */
export function openPool(task: Task, patience: number = PATIENCE): Pool {
  let spent = 0
  let workers: Promise<BoundWorker[]> | undefined
  let ready: readonly BoundWorker[] = []
  const here = (batch: Batch): (RegionBounds | undefined)[] => {
    const started = performance.now()
    const results = boundAll(task, batch)
    spent += performance.now() - started
    return results
  }
  return {
    async bound(batch) {
      const { regions } = batch
      if (spent < patience || availableParallelism() < 2 || regions.length < 2) return here(batch)
      workers ??= startWorkers(task).then((started) => (ready = started))
      // Until they have started this thread goes on alone.
      if (ready.length === 0) return here(batch)
      // This thread does a share, too.
      const shares = Array.from({ length: ready.length + 1 }, (_, w) =>
        regions.filter((_region, i) => i % (ready.length + 1) === w),
      )
      const answers = ready.map((worker, w) => orNone(worker.bound({ ...batch, regions: shares[w + 1]! })))
      const results = [here({ ...batch, regions: shares[0]! })]
      const given = await Promise.all(answers)
      // What ends one, for want of memory say, would end the next: its share is done here, and from now on all that it
      // would have got.
      ready = ready.filter((_worker, w) => given[w] !== undefined)
      for (const [w, answer] of given.entries()) results.push(answer ?? here({ ...batch, regions: shares[w + 1]! }))
      return regions.map((_, i) => results[i % shares.length]![Math.floor(i / shares.length)]!)
    },
    async close() {
      for (const worker of ready) await worker.close()
      // Those that are still starting are not waited for.
      if (ready.length === 0) void workers?.then((started) => started.forEach((worker) => void worker.close()))
    },
  }
}

/** Undefined where a worker ended before its work. */
function orNone<T>(answer: Promise<T>): Promise<T | undefined> {
  return answer.catch(() => undefined)
}

interface BoundWorker {
  bound(batch: Batch): Promise<(RegionBounds | undefined)[]>
  close(): Promise<unknown>
}

/**
 * A worker for each core but this thread's; none where they cannot be started, and then this thread does all the work.
 */
async function startWorkers(task: Task): Promise<BoundWorker[]> {
  const started = await Promise.allSettled(Array.from({ length: availableParallelism() - 1 }, () => startWorker(task)))
  return started.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
}

async function startWorker(task: Task): Promise<BoundWorker> {
  const worker = moduleWorker(new URL('worker', import.meta.url), { workerData: task })
  const ended = new AbortController()
  worker.once('exit', () => ended.abort(new Error('a worker ended before its work')))
  // Without a listener one that comes between two batches would end the process.
  worker.on('error', () => undefined)
  // An error event rejects it.
  const next = async (): Promise<unknown> => ((await once(worker, 'message', { signal: ended.signal })) as unknown[])[0]
  await next()
  worker.unref()
  return {
    bound: async (batch) => {
      const answer = next()
      worker.postMessage({ ...batch, until: performance.timeOrigin + batch.until })
      worker.ref()
      try {
        return (await answer) as (RegionBounds | undefined)[]
      } finally {
        worker.unref()
      }
    },
    close: () => worker.terminate(),
  }
}
