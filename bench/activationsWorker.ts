/** A process that computes spans of floats for `activationsCrew.ts`: one request, one answer. */
import type { BackendName } from '../src/backend/name.ts'
import { useBackend } from '../src/backend/useBackend.ts'
import { exactFunctions } from '../src/proof/activations/exactFunctions.ts'
import type { MeasuredName } from '../src/proof/activations/measured.ts'
import { type Findings, scan, scanSmall, type Span } from './activationsScan.ts'

/** All floats of a span in large tensors, or up to `samples` of them in small ones. */
export interface Request {
  readonly name: MeasuredName
  readonly backend: BackendName
  readonly span: Span
  /** `all` for every float. */
  readonly samples: number | 'all' | null
}

export interface Answer {
  readonly findings?: Findings
  readonly error?: string
}

process.on('message', (request: Request) => {
  void answer(request).then((message) => process.send!(message))
})

async function answer({ name, backend, span, samples }: Request): Promise<Answer> {
  try {
    await useBackend(backend)
    const f = exactFunctions[name]
    return { findings: samples === null ? scan(f, span) : scanSmall(f, span, samples === 'all' ? Infinity : samples) }
  } catch (error) {
    return { error: String(error) }
  }
}
