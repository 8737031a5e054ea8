import type { Verdict } from '../../claim/verdict.ts'
import { OvershootError } from '../../errors.ts'
import { brief } from '../../files/brief.ts'
import { verify } from '../../verify.ts'
import type { VerifyOptions } from '../../verify/options.ts'
import { loadVnnlib } from '../../vnnlib/loadVnnlib.ts'
import { vnnlibAnswer } from '../../vnnlib/vnnlibAnswer.ts'
import { vnnlibClaims } from '../../vnnlib/vnnlibClaims.ts'
import { propertyName } from '../check/loadProperty.ts'
import { type ModelOptions, openModel } from '../model/openModel.ts'
import type { Instance } from './instances.ts'

/** What an instance came to. `timeout`: unknown when its time was up; `error`: a file cannot be read or decided. */
export interface Outcome {
  readonly result: 'sat' | 'unsat' | 'unknown' | 'timeout' | 'error'
  /** Reading the files included. */
  readonly seconds: number
  /** Why there is no answer; empty where there is one. */
  readonly reason: string
}

/**
 * Decides one instance within `seconds`. A backend must run already. Errors of the files are an outcome.
 * @throws what is no error of the files
 */
export async function runInstance(
  { model: path, property }: Instance,
  seconds: number,
  { onnx, ...options }: Omit<VerifyOptions, 'seconds'> & { readonly onnx: ModelOptions },
): Promise<Outcome> {
  const started = performance.now()
  const elapsed = (): number => (performance.now() - started) / 1000
  let dispose: (() => void) | undefined
  try {
    const read = await loadVnnlib(property)
    const model = await openModel(path, onnx)
    dispose = () => void model.dispose()
    const stated = vnnlibClaims(read, propertyName(property), model)
    const verdicts: Verdict[] = []
    let answer = vnnlibAnswer(stated, verdicts)
    for (const claim of stated.claims) {
      const left = seconds - elapsed()
      if (left <= 0 || answer.result === 'sat' || options.signal?.aborted) break
      verdicts.push(await verify(claim, { ...options, seconds: left }))
      answer = vnnlibAnswer(stated, verdicts)
    }
    const took = elapsed()
    const { result, notes } = answer
    if (result !== 'unknown') return { result, seconds: took, reason: '' }
    const reason = [...notes, verdicts.findLast(({ status }) => status !== 'proved')?.reason ?? '']
      .filter(Boolean)
      .join('; ')
    return { result: took >= seconds ? 'timeout' : 'unknown', seconds: took, reason }
  } catch (error) {
    if (!(error instanceof OvershootError) || error.code === 'INTERNAL') throw error
    return { result: 'error', seconds: elapsed(), reason: `${brief(error.message)} [${error.code}]` }
  } finally {
    dispose?.()
  }
}
