import { tf } from '../../backend/tf.ts'
import { unexpected } from '../../errors.ts'
import type { Network } from '../network.ts'
import { rulesOf } from '../../operations/index.ts'
import type { Computation } from '../../operations/rules.ts'

/** A network that the backend computes, in float32. */
export interface PlacedNetwork {
  /**
   * The outputs [batch, size of the output] of a batch of rows, one tensor [batch, size] for each of the network's
   * inputs. May be differentiated: `tf.grad((x) => placed.compute([x]))`; at kinks, of relu at 0 say, the gradient may
   * be that of no side. The caller disposes of the result.
   * @throws ARGUMENT_INVALID when the inputs do not fit
   */
  compute(inputs: readonly tf.Tensor2D[]): tf.Tensor2D
  /** Gives the weights' memory back. */
  dispose(): void
}

/**
 * Puts a network's weights on the backend. Each operation is computed by tf.js' own kernels as bounds take for granted:
 * see `Rounding`. Where networks are read from tf.js' own models, those models compute the same, rounded otherwise.
 */
export function placeNetwork(network: Network): PlacedNetwork {
  const kept: tf.Tensor[] = []
  const keep = <T extends tf.Tensor>(make: () => T): T => {
    const tensor = tf.keep(tf.tidy(make))
    kept.push(tensor)
    return tensor
  }
  const sizes = network.operations.map(({ size }) => size)
  const steps = network.operations.map((operation): Computation | number =>
    operation.kind === 'input'
      ? operation.input
      : rulesOf(operation).place(operation, { tf, keep, sizes: operation.reads.map((read) => sizes[read]!) }),
  )
  return {
    compute: (inputs) => {
      checkInputs(network, inputs)
      return tf.tidy(() => {
        const results: tf.Tensor2D[] = []
        for (const [i, step] of steps.entries())
          results.push(
            typeof step === 'number' ? inputs[step]! : step(network.operations[i]!.reads.map((read) => results[read]!)),
          )
        // What is passed in stays the caller's.
        return results[network.output]!.clone()
      })
    },
    dispose: () => tf.dispose(kept.splice(0)),
  }
}

function checkInputs(network: Network, inputs: readonly tf.Tensor2D[]): void {
  const expected = network.inputs.map(({ size }) => `[${inputs[0]?.shape[0] ?? 1}, ${size}]`)
  const received = inputs.map(({ shape }) => `[${shape.join(', ')}]`)
  if (expected.join() !== received.join())
    throw unexpected({
      api: 'compute',
      expected: `tensors of shape ${expected.join(', ')}`,
      name: 'inputs',
      value: received,
    })
}
