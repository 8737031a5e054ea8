import { basename } from 'node:path'
import type { Verdict } from '../../claim/verdict.ts'
import { defined } from '../../defined.ts'
import { formatAssignment } from '../../vnnlib/formatAssignment.ts'
import { loadVnnlib } from '../../vnnlib/loadVnnlib.ts'
import { vnnlibAnswer } from '../../vnnlib/vnnlibAnswer.ts'
import { vnnlibClaims } from '../../vnnlib/vnnlibClaims.ts'
import { openModel } from '../model/openModel.ts'
import type { Subject } from '../verify/subject.ts'
import { type CheckRequest, toSource } from './checkSource.ts'

/**
 * Loads the model and the property that a request names. One counterexample answers it, whatever else is to be decided.
 * A backend must run already.
 * @throws what `loadVnnlib`, `openModel` and `vnnlibClaims` throw
 */
export async function loadProperty(request: CheckRequest, path: string): Promise<Subject> {
  const { demand, expect } = request.options
  const property = await loadVnnlib(path)
  const model = await openModel(request.model, request.options)
  const stated = vnnlibClaims(property, propertyName(path), model, defined({ demand, expect }))
  const source = toSource(request)
  const answer = (verdicts: readonly Verdict[]) => vnnlibAnswer(stated, verdicts)
  return {
    claims: stated.claims,
    source: () => source,
    isEnough: (verdicts) => answer(verdicts).result === 'sat',
    after(verdicts) {
      const { result, counterexample, notes } = answer(verdicts)
      const lines = [`${basename(path)}: ${result}`, ...notes.map((note) => `  ${note}`)]
      return [...lines, ...(counterexample ? [formatAssignment(property, counterexample)] : [])].join('\n')
    },
    json: (verdicts) => ({ vnnlib: { property: path, ...answer(verdicts) } }),
  }
}

/** What claims call a property: its file's name. */
export function propertyName(path: string): string {
  return basename(path)
    .replace(/\.gz$/, '')
    .replace(/\.vnnlib$/, '')
}
