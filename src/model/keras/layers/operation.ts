import { tf } from '../../../backend/tf.ts'
import { brief } from '../../../files/brief.ts'
import type { Kind, Settings } from './kind.ts'

const operations: Readonly<Record<string, (a: tf.Tensor, b: tf.Tensor) => tf.Tensor>> = {
  add: (a, b) => tf.add(a, b),
  divide: (a, b) => tf.div(a, b),
  multiply: (a, b) => tf.mul(a, b),
  subtract: (a, b) => tf.sub(a, b),
}

/** The two operands: numbers where the settings have such, and what is given for the others, in turn. */
export function operandsIn<T>({ constants }: Settings, inputs: readonly T[], number: (value: number) => T): [T, T] {
  const rest = [...inputs]
  const [a, b] = (constants as (number | null)[]).map((one) => (one === null ? rest.shift() : number(one)))
  if (a === undefined || b === undefined || rest.length > 0) throw new Error('an operation of other than two operands')
  return [a, b]
}

/** Arithmetic of two tensors, or a tensor and a number. */
const operation: Kind = {
  weights: () => [],
  compute: (settings, inputs) => {
    const name = String(settings['operation'])
    if (!Object.hasOwn(operations, name)) throw new Error(`an operation ${brief(name, 60)}`)
    return operations[name]!(...operandsIn(settings, inputs, (value): tf.Tensor => tf.scalar(value)))
  },
}

export const operationKinds: Readonly<Record<string, Kind>> = { Operation: operation }
