import { tf } from '../backend/tf.ts'
import { unexpected } from '../errors.ts'
import { kerasAdam } from './kerasAdam.ts'

/** Made by name with the defaults of Keras 2.15 (tfjs' differ: Adagrad 0.01, Adamax 0.002). */
const byName: Record<OptimizerName, () => tf.Optimizer> = {
  sgd: () => tf.train.sgd(0.01),
  adam: () => kerasAdam(),
  rmsprop: () => tf.train.rmsprop(0.001, 0.9, 0, 1e-7),
  adagrad: () => tf.train.adagrad(0.001, 0.1),
  adamax: () => tf.train.adamax(0.001, 0.9, 0.999, 1e-7),
}

type OptimizerName = 'sgd' | 'adam' | 'rmsprop' | 'adagrad' | 'adamax'

/** An optimizer by name, with Keras' defaults, or as made with `tf.train` or `kerasAdam`. */
export type OptimizerChoice = OptimizerName | tf.Optimizer

/** The optimizer itself; one that is made here is added to `made`. @throws ARGUMENT_INVALID */
export function optimizerOf(api: string, choice: unknown, made: tf.Optimizer[]): tf.Optimizer {
  if (typeof choice === 'object' && choice !== null && choice instanceof tf.Optimizer) return choice
  const name = typeof choice === 'string' ? choice.toLowerCase() : ''
  if (!Object.hasOwn(byName, name))
    throw unexpected({
      api,
      expected: `one of ${Object.keys(byName).join(', ')} or a tf.Optimizer`,
      name: 'optimizer',
      value: choice,
    })
  const optimizer = byName[name as OptimizerName]()
  made.push(optimizer)
  return optimizer
}
