import { type Checked, checkProof as check, type CheckOptions, type Measured } from '../checker/checkProof.ts'
import { defined } from '../defined.ts'
import { type FunctionName, restsOn } from '../functions/errors/restsOn.ts'
import { figureOn } from '../proof/certificate/index.ts'

/**
 * Checks a certificate, whatever `data` is, by code that shares nothing with what found the proof. Of what it says only
 * the network and what is claimed of it count; how far functions are off it must not put lower than was measured.
 */
export function checkProof(data: unknown, options: CheckOptions = {}): Checked {
  return checkOwnProof(data, options)
}

/**
 * The same for a proof that was just found; `record` has what was computed for it, which then is not computed again.
 */
export function checkOwnProof(data: unknown, options: CheckOptions, record?: Measured['record']): Checked {
  return check(data, {
    ...options,
    ...defined({ record }),
    figures: figureOn,
    measurements: (backend, names) => restsOn(backend, names as FunctionName[]),
  })
}
