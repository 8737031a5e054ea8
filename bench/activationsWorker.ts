/** A process that computes spans of floats for `activationsCrew.ts`: one request, one answer. */
import type { BackendName } from '../src/backend/name.ts'
import { useBackend } from '../src/backend/useBackend.ts'
import { measuredKernels } from '../src/functions/errors/measuredKernels.ts'
import type { MeasuredName } from '../src/functions/errors/measured.ts'
import type { Findings, Span } from './activationsFindings.ts'
import { scan, scanSample } from './activationsScan.ts'

export interface Sample {
  readonly count: number | 'all'
  /** In tensors too small for packets of numbers. */
  readonly isSmall: boolean
}

/** All floats of a span in large tensors, or a sample of them. */
export interface Request {
  readonly name: MeasuredName
  readonly backend: BackendName
  readonly span: Span
  readonly sample: Sample | null
}

export interface Answer {
  readonly findings?: Findings
  readonly error?: string
}

process.on('message', (request: Request) => {
  void answer(request).then((message) => process.send!(message))
})

async function answer({ name, backend, span, sample }: Request): Promise<Answer> {
  try {
    await useBackend(backend)
    const f = measuredKernels[name]
    if (sample === null) return { findings: scan(f, span) }
    const count = sample.count === 'all' ? Infinity : sample.count
    return { findings: scanSample(f, span, count, sample.isSmall) }
  } catch (error) {
    return { error: String(error) }
  }
}
