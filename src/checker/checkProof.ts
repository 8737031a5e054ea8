import { type Certificate, decode } from './certificate.ts'
import { demand } from './demand.ts'
import { boundAll } from './known.ts'
import { next, type Range } from './ranges.ts'
import { checkParts, type Compute, spell } from './regions.ts'
import { outputSlopes, type Slope } from './slopes.ts'

/** Whether a proof holds: what it then says and rests on, else why not. */
export type Checked =
  | { readonly accepted: true; readonly says: string; readonly restsOn: readonly string[] }
  | { readonly accepted: false; readonly reason: string }

/** What a proof has to be about. */
export interface CheckOptions {
  /** Of the model that the certificate should be about. */
  readonly fingerprint?: string
  /** How far a function may be off between two float32 numbers, both included: the certificate must not say less. */
  readonly figures?: (
    name: string,
    parameter: number,
    backend: Certificate['backend'],
    lo: number,
    hi: number,
  ) => Figures
  readonly compute?: Compute
  /** Most steps that checking may take, about 2^28 a second: 2^40 by default. */
  readonly steps?: number
}

/** What was measured of a function between two float32 numbers: its largest errors, its least and greatest value, and whether it gives NaN. */
export interface Figures {
  readonly relative: number
  readonly absolute: number
  readonly min: number
  readonly max: number
  readonly nan: boolean
}

/**
 * Checks a certificate, whatever `data` is, by itself: of what it says only the network, the domain and its `restsOn` count.
 * Nothing that it computes with is shared with what made the proof.
 */
export function checkProof(data: unknown, options: CheckOptions = {}): Checked {
  try {
    const certificate = decode(data, options.steps)
    checkPremises(certificate, options)
    const { claim, status, backend, restsOn, figures } = certificate
    const says = `"${claim}" is ${status} for ${backend}: ${shown(certificate, options.compute)}`
    const own = [...new Set(figures.map(({ name }) => name))].map(
      (name) => `how far ${name} is off on ${backend}, as listed`,
    )
    return {
      accepted: true,
      says,
      restsOn: ['float32 arithmetic that rounds to nearest, in any order', ...own, ...restsOn],
    }
  } catch (error) {
    // What is not as its type says, or far too large, ends in errors of the language.
    const isOwn = error instanceof Error && error.constructor === Error
    return { accepted: false, reason: isOwn ? error.message : `it makes no sense: ${String(error)}` }
  }
}

function checkPremises({ network, domains, figures, backend, fingerprint }: Certificate, options: CheckOptions): void {
  demand(options.fingerprint === undefined || options.fingerprint === fingerprint, 'it is about another model')
  demand(
    network.operations.every((one) => one.kind !== 'input' || network.inputs[one.input]?.size === one.size),
    'its inputs are not what its network reads',
  )
  demand(domains.length === network.inputs.length, 'it does not have a domain for each input')
  for (const [i, { lo, hi, letters = 1, endless }] of domains.entries()) {
    const fits = [lo, hi, endless.lo, endless.hi].every(({ length }) => length === network.inputs[i]!.size)
    const isBox = lo.every(
      (low, k) =>
        low <= hi[k]! && !(endless.hi[k] && next(hi[k]!) < Infinity) && !(endless.lo[k] && next(-low) < Infinity),
    )
    demand(fits && isBox && lo.length % letters === 0, 'a domain does not fit its input, or is empty')
  }
  for (const { name, parameter, regions } of figures)
    for (const [k, [from, relative, absolute, min, max, nan]] of regions.entries()) {
      demand(k === 0 ? from === -Infinity : from > regions[k - 1]![0], 'figures are out of order')
      const to = k + 1 < regions.length ? -next(-regions[k + 1]![0]) : Infinity
      const least = options.figures?.(name, parameter, backend, from, to)
      const isEnough =
        !least ||
        (relative >= least.relative &&
          absolute >= least.absolute &&
          min <= least.min &&
          max >= least.max &&
          nan >= least.nan)
      demand(isEnough, `${name} may be further off than it says`)
    }
}

/** What the proof shows. @throws Error where it shows nothing */
function shown(certificate: Certificate, compute?: Compute): string {
  const { holds, status, proof, domains, network } = certificate
  const isExample = proof.kind === 'witness' || proof.kind === 'growth'
  demand(
    status === ((holds.kind === 'always') !== isExample ? 'proved' : 'refuted'),
    `this shows no ${holds.kind} ${status}`,
  )
  const finite = { lo: -Infinity, hi: Infinity, open: { lo: true, hi: true } }
  const margin = { lo: 0, hi: Infinity, open: { lo: 'open' in holds && holds.open, hi: false } }
  const { lo, hi, open } = holds.kind === 'unbounded' ? finite : 'margins' in holds ? margin : holds.set
  const [outputsAre, gives] = 'margins' in holds ? ['margins are', 'margins of '] : ['outputs are', '']
  const isInside = ([low, high, nan]: Range): boolean =>
    !nan && (open.lo ? low > lo : low >= lo) && (open.hi ? high < hi : high <= hi)
  const isOutside = ([low, high]: Range): boolean =>
    (open.lo ? high <= lo : high < lo) || (open.hi ? low >= hi : low > hi)
  const shows = (holds.kind === 'sometimes') === isExample ? isInside : isOutside
  const boxes = domains.map((domain) => (domain.letters === undefined ? domain : spell(domain.hi, domain.letters)))

  if (proof.kind === 'bounds') {
    const ways = domains.map(({ endless }) => endless.lo.map((end, i): Slope => [end ? -1 : 0, endless.hi[i] ? 1 : 0]))
    const isBounded =
      holds.kind !== 'unbounded' || outputSlopes(certificate, ways).every(([a, b]) => a === 0 && b === 0)
    demand(isBounded, 'the output may grow without end')
    return `${outputsAre} within [${checkParts(certificate, { boxes, signs: [] }, shows, proof.nodes, compute).join(', ')}]`
  }
  const point = boxes.map(({ lo: from, hi: to, letters }, i) => {
    const x = proof.inputs[i]!
    const spelled = letters === undefined ? x : spell(x, letters).lo
    const isMember =
      x.length === from.length && x.every((one, k) => one >= from[k]! && one <= to[k]! && one === spelled[k])
    demand(isMember, 'its example is not in the domain')
    return { lo: x, hi: x, ...(letters !== undefined && { letters }) }
  })
  const leaf = { kind: 'linear' as const, slopes: [], sequences: [], lines: [] }
  const outputs = boundAll(certificate, { boxes: point, signs: [] }, leaf)!.ranges[network.output]!
  const text = outputs.map(([low, high, nan]) => (nan ? 'NaN' : `[${low}, ${high}]`)).join(', ')
  if (proof.kind === 'witness') {
    demand(outputs.some(shows), `its example gives ${gives}${text}, which does not show it`)
    return `an input gives ${gives}${text}`
  }
  const { input, element, sign } = proof
  demand(holds.kind === 'unbounded', 'growth says nothing of a set')
  demand(domains[input]!.endless[sign > 0 ? 'hi' : 'lo'][element] === true, 'the domain ends there')
  const way = domains.map(({ lo: all }, i) =>
    Array.from(all, (_, k): Slope => (i === input && k === element ? [sign, sign] : [0, 0])),
  )
  const slopes = outputSlopes(certificate, way).map(([a, b]) => (a > 0 ? a : b < 0 ? -b : 0))
  // The float32 that runs follows the slope at least half the way.
  const far = Math.abs(proof.inputs[input]![element]!) / 2
  const isFar = slopes.some(
    (slope, k) => slope > 0 && !outputs[k]![2] && Math.max(outputs[k]![0], -outputs[k]![1]) >= slope * far,
  )
  demand(isFar && far > 0, `its slopes are ${slopes.join(', ')}, its example gives ${text}`)
  return `the output grows without end, by ${Math.max(...slopes)} a unit`
}
