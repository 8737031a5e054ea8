import { tf } from '../backend/tf.ts'
import { camelCase } from './names.ts'

type DenseArguments = Parameters<typeof tf.layers.dense>[0]

/** As tfjs takes them, by name (in tfjs' or in Keras' spelling) or made with `tf.initializers`. */
export type Initializer = NonNullable<DenseArguments['kernelInitializer']> | (string & {})
/** `'l1'`, `'l2'`, `'l1_l2'` (each 0.01, as in Keras) or made with `tf.regularizers`. */
export type Regularizer = NonNullable<DenseArguments['kernelRegularizer']> | 'l1' | 'l2' | 'l1_l2'
/** An activation's name in tfjs' or in Keras' spelling; `linear` and null are none. */
export type Activation = NonNullable<DenseArguments['activation']> | (string & {})

const random: Record<string, (args: { seed: number }) => ReturnType<typeof tf.initializers.zeros>> = {
  glorotNormal: tf.initializers.glorotNormal,
  glorotUniform: tf.initializers.glorotUniform,
  heNormal: tf.initializers.heNormal,
  heUniform: tf.initializers.heUniform,
  leCunNormal: tf.initializers.leCunNormal,
  leCunUniform: tf.initializers.leCunUniform,
  orthogonal: tf.initializers.orthogonal,
  randomNormal: tf.initializers.randomNormal as never,
  randomUniform: tf.initializers.randomUniform as never,
  truncatedNormal: tf.initializers.truncatedNormal as never,
}

/** The initializer as tfjs takes it; a random one that is given by name draws from `seed` where there is one. */
export function initializer(choice: Initializer, seed: number | undefined): never {
  if (typeof choice !== 'string') return choice as never
  const name = camelCase(choice).replace(/^lecun/, 'leCun')
  return (seed === undefined ? name : (random[name]?.({ seed }) ?? name)) as never
}

/** The regularizer as tfjs takes it. */
export function regularizer(choice: Regularizer | null | undefined): never {
  if (choice === 'l1') return tf.regularizers.l1() as never
  if (choice === 'l2') return tf.regularizers.l2() as never
  return (choice === 'l1_l2' ? tf.regularizers.l1l2() : choice) as never
}

/** The activation as tfjs takes it, undefined where there is none. */
export function activationName(choice: Activation | null | undefined): never {
  const name = typeof choice === 'string' ? camelCase(choice) : choice
  return (name === 'linear' || name === null ? undefined : name) as never
}
