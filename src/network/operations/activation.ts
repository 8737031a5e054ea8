import { type ActivationName, activationFunctions } from '../activationFunctions.ts'
import type { OpaqueOperation } from './opaque.ts'
import type { LayerView, Rules } from './rules.ts'

/** One function of one number, applied to each. */
export interface ActivationOperation {
  readonly kind: 'activation'
  readonly name: ActivationName
}

export const activation: Rules<ActivationOperation> = {
  layers: {
    Activation: (layer) => activationOf(layer),
  },
  evaluate: ({ name }, [x]) => x!.values.map(activationFunctions[name]),
}

/** The operations behind a layer's activation: none if linear. */
export function activationOf(layer: LayerView): (ActivationOperation | OpaqueOperation)[] {
  const name = layer.activation
  if (name === 'linear') return []
  if (name !== null && name in activationFunctions) return [{ kind: 'activation', name: name as ActivationName }]
  return [{ kind: 'opaque', layer: `${layer.description}, activation ${name ?? 'of its own'}` }]
}
