import { createHash } from 'node:crypto'
import type { tf } from '../backend/tf.ts'
import type { Claim } from '../claim/claim.ts'
import type { Example } from '../claim/verdict.ts'
import { inputNames } from '../network/inputNames.ts'
import { fingerprint } from '../network/fingerprint.ts'
import { computeAlone, type Point } from './model.ts'
import { bestOutput, type Objective } from './objective.ts'
import type { ShrinkResult } from './shrink/shrink.ts'

/** A shrunk point as plain data, with the output number that decides, computed alone. */
export function exampleOf(claim: Claim, objective: Objective, { point, minimal, distance }: ShrinkResult): Example {
  const outputs = computeAlone(claim, claim.model, point)
  return {
    inputs: Object.fromEntries(claim.inputs.map(({ name }, i) => [name, Array.from(point[i]!)])),
    output: outputs[bestOutput(objective, outputs, 0, outputs.length)]!,
    minimal,
    distance,
    id: exampleId(claim, point),
  }
}

/** Names an example: twelve hexadecimal digits of a hash of claim, model and values. */
export function exampleId(claim: Claim, point: Point): string {
  const hash = createHash('sha256').update(`${claim.name}\n${fingerprint(claim.model)}\n`)
  for (const values of point) hash.update(new Uint8Array(values.slice().buffer))
  return hash.digest('hex').slice(0, 12)
}

/** A model made of named parts whose outputs it adds: what `wideDeepModel` returns. */
interface PartedModel {
  readonly parts: Readonly<Record<string, tf.LayersModel>>
}

/** What each part of a wide & deep model contributes to the output of `point`; undefined for models without parts or of several outputs. */
export function partsOf(claim: Claim, point: Point): Record<string, number> | undefined {
  const model: tf.LayersModel & Partial<PartedModel> = claim.model
  if (model.parts === undefined) return undefined
  const contributions = Object.entries(model.parts).map(([name, part]) => {
    const used = inputNames(part).map((input) => claim.inputs.findIndex((one) => one.name === input))
    const narrowed = { ...claim, inputs: used.map((i) => claim.inputs[i]!) }
    return [
      name,
      computeAlone(
        narrowed,
        part,
        used.map((i) => point[i]!),
      ),
    ] as const
  })
  if (contributions.some(([, outputs]) => outputs.length !== 1)) return undefined
  return Object.fromEntries(contributions.map(([name, outputs]) => [name, outputs[0]!]))
}
