import type { Claim } from '../../claim/claim.ts'
import type { Point } from '../model.ts'
import type { StoredCounterexample } from './storedCounterexample.ts'

/** A stored counterexample as a point of the claim's domains, or why it is none any more. */
export function pointFor({ inputs }: Claim, stored: StoredCounterexample): Point | { readonly misfit: string } {
  const named = new Map(stored.inputs.map(({ name, values }) => [name, values]))
  const names = inputs.map(({ name }) => name)
  if (named.size !== names.length || names.some((name) => !named.has(name)))
    return { misfit: `the claim's inputs are ${names.join(', ')} now, not ${[...named.keys()].join(', ')}` }
  const point = names.map((name) => named.get(name)!)
  const outside = inputs.findIndex(({ domain }, i) => point[i]!.length !== domain.size || !domain.contains(point[i]!))
  if (outside < 0) return point
  const { name, domain } = inputs[outside]!
  return { misfit: `its ${name} is not in the claim's domain any more: ${domain.description}` }
}
