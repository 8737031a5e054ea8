import type { tf } from '../backend/tf.ts'
import type { Claim } from '../claim/claim.ts'
import { OvershootError } from '../errors.ts'
import type { Network } from '../network/network.ts'
import { readNetwork } from '../network/readNetwork.ts'
import type { Control } from './playgroundInputs.ts'

/** The models that claims are about, each once, by their names made different. */
export function modelsOf(claims: readonly Claim[]): Record<string, tf.LayersModel> {
  const named = new Map<string, tf.LayersModel>()
  for (const model of new Set(claims.map((one) => one.model))) {
    let name = model.name
    for (let count = 2; named.has(name); count++) name = `${model.name} (${count})`
    named.set(name, model)
  }
  return Object.fromEntries(named)
}

/** A model's network, or why a page cannot compute it. */
export function usableNetwork(model: tf.LayersModel, controls: ReadonlyMap<string, Control>): Network | string {
  let network: Network
  try {
    network = readNetwork(model)
  } catch (error) {
    if (error instanceof OvershootError) return error.message
    throw error
  }
  if (network.opaque.length > 0) return `unknown layers: ${network.opaque.join(', ')}`
  const { size } = network.operations[network.output]!
  if (size !== 1) return `${size} output numbers`
  const unfit = network.inputs.find(({ name, size: numbers }) => controls.get(name)?.domain.size !== numbers)
  return unfit ? `no claim has ${unfit.name} as one number or letters` : network
}
