import type { tf } from '../backend/tf.ts'
import { gather, type Shape, sizeOf } from './layers/layer.ts'
import type { Network } from './network.ts'
import { append, type Found, type Scope } from './scope.ts'

/** Adds the operations of a network that runs as a layer, once for all outputs of its `node`: what computes each. */
export function insertNetwork(
  network: Network,
  outputShapes: readonly Shape[],
  node: { readonly outputTensors: readonly tf.SymbolicTensor[] } | undefined,
  given: readonly Found[],
  scope: Scope,
): Found[] {
  const places: number[] = []
  for (const operation of network.operations)
    places.push(
      operation.kind === 'input'
        ? given[operation.input]!.operation
        : append(
            scope,
            operation,
            operation.reads.map((read) => places[read]!),
            operation.layer,
          ),
    )
  const all = places[network.output]!
  if (outputShapes.length === 1) return [{ operation: all, shape: outputShapes[0]! }]
  let from = 0
  const found = outputShapes.map((shape): Found => {
    const first = from
    const size = sizeOf(shape)
    from += size
    return {
      operation: append(
        scope,
        gather(size, (i) => first + i),
        [all],
        'outputs',
      ),
      shape,
    }
  })
  node?.outputTensors.forEach(({ id }, i) => scope.found.set(id, found[i]!))
  return found
}
