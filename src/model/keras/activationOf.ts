import { unsupported } from '../unsupported.ts'
import type { Config } from './kerasObject.ts'

/** Functions that tf.js or this package has, as Keras names them; and others of the same meaning. */
const functions: Readonly<Record<string, string>> = Object.fromEntries([
  ...'elu gelu hard_sigmoid linear log_softmax mish relu relu6 selu sigmoid softmax softplus softsign swish tanh'
    .split(' ')
    .map((name) => [name, name]),
  // Those of this package: see `layers/functions.ts`.
  ...'exponential hard_silu hard_tanh leaky_relu log_sigmoid'.split(' ').map((name) => [name, name]),
  ['hard_swish', 'hard_silu'],
  ['silu', 'swish'],
])

/** An activation as tf.js names it. @throws SETTING_UNSUPPORTED for one that it has not */
export function activationOf(className: string, config: Config, key: string): unknown {
  const value = config[key]
  if (value === null) return value
  if (typeof value === 'string' && Object.hasOwn(functions, value)) return functions[value]
  throw unsupported(className, config, key, Object.keys(functions).join(', '))
}
