import type { Box, Certificate } from '../format/certificate.ts'
import type { Source } from './computed.ts'
import { demand } from '../demand.ts'
import { boundAll } from '../bounds/boundAll.ts'
import type { Range } from '../numeric/bounds.ts'
import { checkParts, spell } from './showParts.ts'
import { plain, waysFor } from './showLeaf.ts'
import { outputSlopes, type Slope } from '../bounds/recession.ts'

/** What the proof shows. @throws Rejection where it shows nothing */
export function shown(certificate: Certificate, source: Source): string {
  const { holds, status, proof, domains } = certificate
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
    return `${outputsAre} within [${checkParts(certificate, { boxes, signs: [] }, shows, proof.nodes, source).join(', ')}]`
  }
  const outputs = outputsAt(certificate, boxes, proof.inputs, proof.kind === 'witness' ? shows : undefined)
  const text = outputs.map(([low, high, nan]) => (nan ? 'NaN' : `[${low}, ${high}]`)).join(', ')
  if (proof.kind === 'witness') {
    demand(holds.kind !== 'unbounded', 'one example does not show that there is no bound')
    demand(outputs.some(shows), `its example gives ${gives}${text}, which does not show it`)
    return `an input gives ${gives}${text}`
  }
  const { input, element, sign } = proof
  demand(holds.kind === 'unbounded', 'growth says nothing of a set')
  demand(domains[input] !== undefined, 'it grows along an input that there is not')
  demand(domains[input].endless[sign > 0 ? 'hi' : 'lo'][element] === true, 'the domain ends there')
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

/** What is certain of the outputs of one input, in ways that cost more and more until one of them shows it. */
function outputsAt(
  certificate: Certificate,
  boxes: readonly Box[],
  inputs: readonly Float32Array[],
  shows: ((one: Range) => boolean) | undefined,
): readonly Range[] {
  demand(inputs.length === boxes.length, 'its example is not in the domain')
  const point = boxes.map(({ lo, hi, letters }, i) => {
    const x = inputs[i]!
    const spelled = letters === undefined ? x : spell(x, letters).lo
    const isMember = x.length === lo.length && x.every((one, k) => one >= lo[k]! && one <= hi[k]! && one === spelled[k])
    demand(isMember, 'its example is not in the domain')
    return { lo: x, hi: x, ...(letters !== undefined && { letters }) }
  })
  let outputs: readonly Range[] = []
  for (const [leaf, effort] of waysFor(certificate, plain)) {
    outputs = boundAll(certificate, { boxes: point, signs: [] }, leaf, effort)!.ranges[certificate.network.output]!
    if (shows && outputs.some(shows)) break
  }
  return outputs
}
