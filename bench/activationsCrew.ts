import { type ChildProcess, spawn } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import type { BackendName } from '../src/backend/name.ts'
import type { MeasuredName } from '../src/functions/errors/measured.ts'
import type { Findings, Span } from './activationsFindings.ts'
import type { Answer, Request, Sample } from './activationsWorker.ts'

/** Processes that compute spans of floats, as many as there are cores. */
export interface Crew {
  /** In the order of the spans: every float of them, or what `sampleOf` says. */
  compute(spans: readonly Span[], sampleOf?: (span: Span) => Sample): Promise<Findings[]>
  dismiss(): void
}

/** Starts them. */
export function hire(name: MeasuredName, backend: BackendName): Crew {
  const children = Array.from({ length: availableParallelism() }, start)
  return {
    async compute(spans, sampleOf) {
      const findings: Findings[] = []
      let next = 0
      await Promise.all(
        children.map(async (child) => {
          while (next < spans.length) {
            const index = next++
            const span = spans[index]!
            findings[index] = await ask(child, { name, backend, span, sample: sampleOf?.(span) ?? null })
          }
        }),
      )
      return findings
    },
    dismiss() {
      for (const child of children) child.kill()
    },
  }
}

/** Each computes on one core. */
function start(): ChildProcess {
  const worker = join(import.meta.dirname, 'activationsWorker.ts')
  const load = `import { createJiti } from 'jiti'; await createJiti(${JSON.stringify(worker)}).import(${JSON.stringify(worker)})`
  return spawn(process.execPath, ['--input-type=module', '--eval', load], {
    cwd: import.meta.dirname,
    env: { ...process.env, TF_NUM_INTRAOP_THREADS: '1', TF_NUM_INTEROP_THREADS: '1' },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    // JSON knows no NaN.
    serialization: 'advanced',
  })
}

function ask(child: ChildProcess, request: Request): Promise<Findings> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null): void => reject(new Error(`a worker ended with code ${code}`))
    child.once('exit', ended)
    child.once('message', ({ findings, error }: Answer) => {
      child.off('exit', ended)
      if (findings === undefined) reject(new Error(error))
      else resolve(findings)
    })
    child.send(request)
  })
}
