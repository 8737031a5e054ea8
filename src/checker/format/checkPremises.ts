import { demand } from '../demand.ts'
import { isCurve } from '../functions/curves.ts'
import { floatAt, next, placeOf } from '../numeric/float32.ts'
import type { Certificate } from './certificate.ts'

/**
 * What was measured of a function between two float32 numbers: its largest errors, its least and greatest value, and
 * whether it gives NaN.
 */
export interface Measurement {
  readonly relative: number
  readonly absolute: number
  readonly min: number
  readonly max: number
  readonly nan: boolean
}

/** What was measured of a function on a backend between two float32 numbers, both included. */
export type Measure = (
  name: string,
  parameter: number,
  backend: Certificate['backend'],
  lo: number,
  hi: number,
) => Measurement

/** @throws Rejection where a certificate is about something else, or a domain or what it says of functions cannot be */
export function checkPremises(
  certificate: Certificate,
  options: { readonly fingerprint?: string; readonly figures: Measure },
): void {
  const { domains, network, figures, backend, fingerprint } = certificate
  demand(options.fingerprint === undefined || options.fingerprint === fingerprint, 'it is about another model')
  demand(domains.length === network.inputs.length, 'it does not have a domain for each input')
  for (const [i, domain] of domains.entries()) checkDomain(domain, network.inputs[i]!.size)
  for (const figure of figures) checkFigure(figure, backend, options.figures)
}

function checkDomain({ lo, hi, letters, endless }: Certificate['domains'][number], size: number): void {
  const fits = [lo, hi, endless.lo, endless.hi].every(({ length }) => length === size)
  const isBox = lo.every(
    (low, k) =>
      low <= hi[k]! && !(endless.hi[k] && next(hi[k]!) < Infinity) && !(endless.lo[k] && next(-low) < Infinity),
  )
  demand(fits && isBox, 'a domain does not fit its input, or is empty')
  // Letters are told by upper bounds alone: a lower one may say of a row with one letter what that has to be.
  const isOnly = (k: number): boolean => {
    const row = k - (k % letters!)
    return hi.subarray(row, row + letters!).every((one, i) => one === (row + i === k ? 1 : 0))
  }
  const areLetters = letters === undefined || (size % letters === 0 && hi.every((one) => one === 0 || one === 1))
  const isSpelled = letters === undefined || lo.every((low, k) => low === 0 || (low === 1 && isOnly(k)))
  const isEnded = letters === undefined || ![...endless.lo, ...endless.hi].includes(true)
  demand(areLetters && isSpelled && isEnded, 'a domain of letters is none')
}

function checkFigure(
  { name, parameter, regions }: Certificate['figures'][number],
  backend: Certificate['backend'],
  measured: Measure,
): void {
  demand(isCurve(name), 'it lists a function that is not known')
  for (const [k, [from, relative, absolute, min, max, nan]] of regions.entries()) {
    demand(k === 0 ? from === -Infinity : from > regions[k - 1]![0], 'figures are out of order')
    const end = regions[k + 1]?.[0]
    // Both zeros are in the region that begins at either.
    const to = end === undefined ? Infinity : floatAt(placeOf(end === 0 ? -0 : end) - 1)
    const least = measured(name, parameter, backend, from, to)
    const isEnough =
      relative >= least.relative &&
      absolute >= least.absolute &&
      min <= least.min &&
      max >= least.max &&
      nan >= least.nan
    demand(isEnough, `${name} may be further off than it says`)
  }
}
