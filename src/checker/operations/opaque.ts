import type { Opaque } from '../format/certificate.ts'
import { allUnknown, anySlope, noForm, type Rules } from './rules.ts'

/** What is not known: any number, or NaN. */
export const opaque: Rules<Opaque> = {
  width: () => 1,
  fits: () => true,
  bounds: allUnknown,
  relax: noForm,
  keepsBounds: () => false,
  recession: () => anySlope,
}
