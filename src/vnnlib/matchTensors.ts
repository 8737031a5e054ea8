import { OvershootError } from '../errors.ts'
import { brief } from '../files/brief.ts'
import type { PropertyTensor } from './declarations.ts'

/** An input or output of a model. */
export interface ModelTensor {
  readonly name: string
  readonly size: number
}

/**
 * Where each number of a property's tensors stands among all numbers of the model's, one tensor after the other.
 * Tensors belong together by the name that the property says they have in the model, else by their order; the only one
 * of version 1 is all of them.
 * @throws DOMAIN_MISMATCH where their numbers are not as many
 */
export function matchTensors(
  what: 'inputs' | 'outputs',
  tensors: readonly PropertyTensor[],
  model: readonly ModelTensor[],
): number[] {
  const total = model.reduce((sum, { size }) => sum + size, 0)
  const list = (of: readonly ModelTensor[]) => of.map(({ name, size }) => `${brief(name, 60)} (${size})`).join(', ')
  const mismatch = (): OvershootError =>
    new OvershootError(
      'DOMAIN_MISMATCH',
      `the property has the ${what} ${list(tensors)}, the model ${list(model)}: they must have as many numbers`,
    )
  const [first, second] = tensors
  if (second === undefined && first!.onnxName === undefined) {
    if (first!.size !== total) throw mismatch()
    return Array.from({ length: total }, (_, i) => i)
  }
  if (tensors.length !== model.length) throw mismatch()
  const taken = new Set<number>()
  return tensors.flatMap(({ onnxName, size }, i) => {
    const at = onnxName === undefined ? i : model.findIndex(({ name }) => name === onnxName)
    if (model[at]?.size !== size || taken.has(at)) throw mismatch()
    taken.add(at)
    const from = model.slice(0, at).reduce((sum, tensor) => sum + tensor.size, 0)
    return Array.from({ length: size }, (_, k) => from + k)
  })
}
