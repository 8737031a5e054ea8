import type { Claim } from '../../claim/claim.ts'
import { interval } from '../../claim/box.ts'
import type { Domain } from '../../claim/domain.ts'
import { defined } from '../../defined.ts'
import { codePoints } from '../page/codePoints.ts'
import type { PlaygroundInput } from '../page/reportData.ts'
import { toLetters } from '../../search/corpus/letters.ts'
import { letterName } from '../formatInput.ts'
import { moduleUnreadable } from '../module/moduleUnreadable.ts'
import type { PlaygroundInputParts } from '../module/reportParts.ts'

/** What a slider shows of a domain without an end. */
const AROUND_ZERO = 10

/** An input that people can change, and all that they can make of it. */
export interface Control {
  readonly input: PlaygroundInput
  readonly domain: Domain
}

export interface ControlParts {
  readonly alphabets: Readonly<Record<string, string>>
  readonly inputs: Readonly<Record<string, PlaygroundInputParts>>
  /** What says so, for errors. */
  readonly path: string
}

/**
 * For each input that is one number or a string of letters, by its name: where the claims let it run. Of several claims
 * the first counts that ends on both sides; where none does it is cut.
 * @throws CLAIMS_MODULE_UNREADABLE for a start that is no member of the domain
 */
export function controlsFor(claims: readonly Claim[], { alphabets, inputs, path }: ControlParts): Map<string, Control> {
  const domains = new Map<string, Domain>()
  for (const { name, domain } of claims.flatMap((one) => one.inputs)) {
    const before = domains.get(name)
    if (isControllable(domain) && (before === undefined || (isEndless(before) && !isEndless(domain))))
      domains.set(name, domain)
  }
  const controls = Array.from(domains, ([name, domain]) => {
    const given = new Map(Object.entries(inputs)).get(name) ?? {}
    const control =
      domain.kind === 'oneHot'
        ? letters(name, domain, given, new Map(Object.entries(alphabets)).get(name))
        : oneNumber(name, domain, given)
    if (typeof control === 'object') return [name, control] as const
    throw moduleUnreadable(path, `report: playground.inputs.${name}: ${control}`)
  })
  return new Map(controls)
}

/** One number, or letters that have a digit each. */
function isControllable({ kind, size, simplest, shape }: Domain): boolean {
  return kind === 'oneHot' ? toLetters(simplest, shape) !== undefined : size === 1
}

function isEndless({ endless }: Domain): boolean {
  return endless.lo.includes(true) || endless.hi.includes(true)
}

/** A slider, or what is wrong with what was given for it. */
function oneNumber(name: string, whole: Domain, { start: given, unit }: PlaygroundInputParts): Control | string {
  const [from, to] = [whole.lo[0]!, whole.hi[0]!]
  const domain = interval(
    whole.endless.lo[0] ? Math.min(-AROUND_ZERO, to - AROUND_ZERO) : from,
    whole.endless.hi[0] ? Math.max(AROUND_ZERO, from + AROUND_ZERO) : to,
  )
  const [lo, hi] = [domain.lo[0]!, domain.hi[0]!]
  const start = given ?? Math.min(Math.max(whole.simplest[0]!, lo), hi)
  if (typeof start !== 'number' || !(start >= lo && start <= hi))
    return `start: expected a number from ${lo} to ${hi}, received ${JSON.stringify(start)}`
  return { domain, input: { kind: 'number', name, lo, hi, start, ...defined({ unit }) } }
}

function letters(
  name: string,
  domain: Domain,
  { start: given, unit }: PlaygroundInputParts,
  own: string | undefined,
): Control | string {
  const [length, count] = domain.shape as [number, number]
  const places = Array.from({ length: count }, (_, place) => letterName(place))
  const names = own !== undefined && codePoints(own).length === count ? codePoints(own) : places
  const simplest = Array.from(toLetters(domain.simplest, domain.shape)!, (digit) => names[Number.parseInt(digit, 36)]!)
  const start = given ?? simplest.join('')
  const spelled = typeof start === 'string' ? codePoints(start) : []
  if (typeof start !== 'string' || spelled.length !== length || !spelled.every((letter) => names.includes(letter)))
    return `start: expected ${length} letters out of ${names.join('')}, received ${JSON.stringify(start)}`
  if (unit) return 'unit: letters have none'
  return { domain, input: { kind: 'letters', name, alphabet: names.join(''), start } }
}
