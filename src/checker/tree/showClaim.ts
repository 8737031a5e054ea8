import { boundAll } from '../bounds/boundAll.ts'
import { recession } from '../bounds/recession.ts'
import type { Check } from '../check.ts'
import { demand } from '../demand.ts'
import type { Box, Certificate, Growth } from '../format/certificate.ts'
import { plain } from '../format/nodesIn.ts'
import type { Bounds } from '../numeric/bounds.ts'
import type { Slope } from '../operations/rules.ts'
import type { Source } from './computed.ts'
import { waysFor } from './showLeaf.ts'
import { checkParts } from './showParts.ts'
import { spell } from './split.ts'

/** Do outputs within these bounds show it? */
type Shows = (one: Bounds) => boolean

/** What the proof shows. @throws Rejection where it shows nothing */
export function showClaim(check: Check, source: Source): string {
  const { holds, status, proof, domains } = check
  const isExample = proof.kind !== 'bounds'
  const isFor = (holds.kind === 'always') !== isExample ? 'proved' : 'refuted'
  demand(status === isFor, `this shows no ${holds.kind} ${status}`)
  const boxes = domains.map((domain) => (domain.letters === undefined ? domain : spell(domain.hi, domain.letters)))
  const [isInside, isOutside] = judges(holds)
  const shows = (holds.kind === 'sometimes') === isExample ? isInside : isOutside
  if (proof.kind === 'growth') return showGrowth(check, proof, outputsAt(check, boxes, proof.inputs, undefined))
  if (proof.kind === 'witness') return showWitness(check, outputsAt(check, boxes, proof.inputs, shows), shows)
  demand(holds.kind !== 'unbounded' || isBounded(check), 'the output may grow without end')
  const ends = checkParts(check, { boxes, phases: [] }, shows, proof.nodes, source)
  return `${'margins' in holds ? 'margins are' : 'outputs are'} within [${ends.join(', ')}]`
}

/** Are all outputs within these bounds in the set that is claimed, or all of them outside it? */
function judges(holds: Certificate['holds']): readonly [isInside: Shows, isOutside: Shows] {
  const { lo, hi, open } = setOf(holds)
  const isInside = ([low, high, nan]: Bounds): boolean =>
    !nan && (open.lo ? low > lo : low >= lo) && (open.hi ? high < hi : high <= hi)
  const isOutside = ([low, high]: Bounds): boolean =>
    (open.lo ? high <= lo : high < lo) || (open.hi ? low >= hi : low > hi)
  return [isInside, isOutside]
}

/** Margins have to be 0 or above; what is not bounded leaves all finite numbers. */
function setOf(holds: Certificate['holds']): Extract<Certificate['holds'], { set: object }>['set'] {
  if ('set' in holds) return holds.set
  if ('margins' in holds) return { lo: 0, hi: Infinity, open: { lo: holds.open, hi: false } }
  return { lo: -Infinity, hi: Infinity, open: { lo: true, hi: true } }
}

/** Is there no end of the domain towards which an output may grow? */
function isBounded(check: Check): boolean {
  const ways = check.domains.map(({ endless }) =>
    endless.lo.map((end, i): Slope => [end ? -1 : 0, endless.hi[i] ? 1 : 0]),
  )
  return recession(check, ways).every(([a, b]) => a === 0 && b === 0)
}

const textOf = (outputs: readonly Bounds[]): string =>
  outputs.map(([low, high, nan]) => (nan ? 'NaN' : `[${low}, ${high}]`)).join(', ')

function showWitness({ holds }: Check, outputs: readonly Bounds[], shows: Shows): string {
  const gives = `${'margins' in holds ? 'margins of ' : ''}${textOf(outputs)}`
  demand(holds.kind !== 'unbounded', 'one example does not show that there is no bound')
  demand(outputs.some(shows), `its example gives ${gives}, which does not show it`)
  return `an input gives ${gives}`
}

/** An output whose slope along one number is not 0, and which the float32 that runs follows at least half the way. */
function showGrowth(check: Check, { inputs, input, element, sign }: Growth, outputs: readonly Bounds[]): string {
  const { holds, domains } = check
  demand(holds.kind === 'unbounded', 'growth says nothing of a set')
  demand(domains[input] !== undefined, 'it grows along an input that there is not')
  demand(domains[input].endless[sign > 0 ? 'hi' : 'lo'][element] === true, 'the domain ends there')
  const way = domains.map(({ lo }, i) =>
    Array.from(lo, (_, k): Slope => (i === input && k === element ? [sign, sign] : [0, 0])),
  )
  const slopes = recession(check, way).map(([a, b]) => (a > 0 ? a : b < 0 ? -b : 0))
  const far = Math.abs(inputs[input]![element]!) / 2
  const isFar = slopes.some((slope, k) => {
    const [low, high, nan] = outputs[k]!
    return slope > 0 && !nan && Math.max(low, -high) >= slope * far
  })
  demand(isFar && far > 0, `its slopes are ${slopes.join(', ')}, its example gives ${textOf(outputs)}`)
  return `the output grows without end, by ${Math.max(...slopes)} a unit`
}

/** What is certain of the outputs of one input, in ways that cost more and more until one of them shows it. */
function outputsAt(
  check: Check,
  boxes: readonly Box[],
  inputs: readonly Float32Array[],
  shows: Shows | undefined,
): readonly Bounds[] {
  demand(inputs.length === boxes.length, 'its example is not in the domain')
  const point = boxes.map((box, i) => pointIn(box, inputs[i]!))
  let outputs: readonly Bounds[] = []
  for (const [leaf, effort] of waysFor(check, plain)) {
    outputs = boundAll(check, { boxes: point, phases: [] }, leaf, effort)!.bounds[check.network.output]!
    if (shows && outputs.some(shows)) break
  }
  return outputs
}

function pointIn({ lo, hi, letters }: Box, x: Float32Array): Box {
  const spelled = letters === undefined ? x : spell(x, letters).lo
  const isMember = x.length === lo.length && x.every((one, k) => one >= lo[k]! && one <= hi[k]! && one === spelled[k])
  demand(isMember, 'its example is not in the domain')
  return { lo: x, hi: x, ...(letters !== undefined && { letters }) }
}
