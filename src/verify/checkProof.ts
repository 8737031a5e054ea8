import { type Checked, checkProof as check, type CheckOptions as Options } from '../checker/checkProof.ts'
import { type FunctionName, restsOn } from '../proof/activations/restsOn.ts'
import { figureOn } from '../proof/certificate/index.ts'

/** What a proof has to be about, and what checking it may take. */
export type CheckOptions = Omit<Options, 'figures' | 'measurements' | 'record'>

/**
 * Checks a certificate, whatever `data` is, by code that shares nothing with what found the proof. Of what it says only the network and what
 * is claimed of it count; how far functions are off it must not put lower than was measured.
 */
export function checkProof(data: unknown, options: CheckOptions & Pick<Options, 'record'> = {}): Checked {
  return check(data, {
    ...options,
    figures: figureOn,
    measurements: (backend, names) => restsOn(backend, names as FunctionName[]),
  })
}
