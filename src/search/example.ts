import type { Claim } from '../claim/claim.ts'
import { judged } from '../claim/quantifier.ts'
import type { Example } from '../claim/verdict.ts'
import { defined } from '../defined.ts'
import { OvershootError } from '../errors.ts'
import { inputNames } from '../network/inputNames.ts'
import { WideDeepModel } from '../model/index.ts'
import { fingerprint } from '../network/fingerprint.ts'
import { exampleId } from './exampleId.ts'
import { computeOutputs, type Judged, type Point } from './model.ts'
import { bestOutput, isHit } from './objective.ts'
import type { Target } from '../claim/target.ts'
import type { ShrinkResult } from './shrink/shrink.ts'

/**
 * A shrunk point as plain data, with the output number that decides, computed alone.
 * @throws INTERNAL for one that is no hit now: the model gives the same input other outputs, and nothing it does
 * decides a claim
 */
export function exampleOf(
  claim: Claim,
  objective: Target,
  shrunk: Pick<ShrinkResult, 'point' | 'minimal' | 'distance'>,
): Example {
  const { output, outputs } = decidingOf(claim, objective, shrunk.point)
  if (!isHit(objective, output))
    throw new OvershootError('INTERNAL', `the model of "${claim.name}" does not compute the same input alike twice`)
  return { ...exampleWith(claim, output, shrunk), ...defined({ outputs }) }
}

/** The number that decides at a point, computed alone; with it, where that is a margin, all outputs. */
export function decidingOf(
  claim: Claim,
  objective: Target,
  point: Point,
): { readonly output: number; readonly outputs?: number[]; readonly judged: Judged } {
  const outputs = computeOutputs(claim, claim.model, { rows: 1, inputs: point })
  const own = judged(claim.holds, outputs)
  const output = own[bestOutput(objective, own, 0, own.length)]!
  return { output, judged: own, ...(own !== outputs && { outputs: Array.from(outputs) }) }
}

/** The same for an output that was computed already. @throws INTERNAL for a point outside the claim's domains */
export function exampleWith(
  claim: Claim,
  output: number,
  { point, minimal, distance }: Pick<ShrinkResult, 'point' | 'minimal' | 'distance'>,
): Example {
  const stranger = claim.inputs.find(({ domain }, i) => !domain.contains(point[i]!))
  if (stranger !== undefined)
    throw new OvershootError('INTERNAL', `an example for "${claim.name}" lies outside the domain of ${stranger.name}`)
  return {
    inputs: Object.fromEntries(claim.inputs.map(({ name }, i) => [name, Array.from(point[i]!)])),
    output,
    minimal,
    distance,
    id: exampleId(claim.name, fingerprint(claim.model), point),
  }
}

/**
 * What each part of a wide & deep model contributes to the output of `point`; undefined for models without parts or of
 * several outputs.
 */
export function partsOf(claim: Claim, point: Point): Record<string, number> | undefined {
  const { model } = claim
  if (!(model instanceof WideDeepModel)) return undefined
  const outputs = Object.entries({ wide: model.linear, deep: model.deep }).map(([name, part]) => {
    const used = inputNames(part).map((input) => claim.inputs.findIndex((one) => one.name === input))
    const narrowed = { ...claim, inputs: used.map((i) => claim.inputs[i]!) }
    const values = used.map((i) => point[i]!)
    return [name, computeOutputs(narrowed, part, { rows: 1, inputs: values })] as const
  })
  if (outputs.some(([, values]) => values.length !== 1)) return undefined
  return Object.fromEntries(outputs.map(([name, values]) => [name, values[0]!]))
}
